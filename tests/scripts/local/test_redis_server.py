"""Our own Redis keeps what it is told, and answers only to who knows the password of the run."""

import socket
import stat

import psutil
import pytest
import redis

from tests.scripts.local.redis_process import RedisProcess
from tests.scripts.processes import Family
from tests.scripts.waiting import until


@pytest.mark.fault
def test_what_it_was_told_is_there_after_it_was_killed_and_started_again(
    redis_process: RedisProcess, family: Family
) -> None:
    with redis_process.client() as client:
        client.rpush("video", "waiting work")
        # A write is put off while the file is being synced.
        until(lambda: not int(client.info("persistence")["aof_pending_bio_fsync"]))
    redis_process.end()
    again = RedisProcess(redis_process.server.folder, family)
    with again.client() as client:
        assert client.lrange("video", 0, -1) == ["waiting work"]
    again.end()

    assert again.server.port == redis_process.server.port
    assert again.server.password != redis_process.server.password


def test_it_takes_another_port_when_somebody_has_its_own(
    redis_process: RedisProcess, family: Family
) -> None:
    redis_process.end()
    with socket.create_server(("127.0.0.1", redis_process.server.port)):
        again = RedisProcess(redis_process.server.folder, family)
    again.end()

    assert again.server.port != redis_process.server.port


def test_nobody_gets_in_without_the_password(redis_process: RedisProcess) -> None:
    with (
        redis.Redis(port=redis_process.server.port) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.get("anything")


def test_the_password_is_in_no_command_line_and_in_a_private_file(
    redis_process: RedisProcess,
) -> None:
    command = " ".join(psutil.Process(redis_process.process.pid).cmdline())
    configuration = redis_process.server.folder / "redis.conf"

    assert redis_process.server.password not in command
    assert redis_process.server.password in configuration.read_text()
    assert stat.S_IMODE(configuration.stat().st_mode) == 0o600


def test_it_listens_on_the_loopback_only(redis_process: RedisProcess) -> None:
    listening = psutil.Process(redis_process.process.pid).net_connections("tcp")

    assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}


def test_when_it_is_full_it_refuses_rather_than_forgets(redis_process: RedisProcess) -> None:
    with redis_process.client() as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("appendonly") == {"appendonly": "yes"}


def test_another_redis_on_our_port_does_not_count_as_ours(redis_process: RedisProcess) -> None:
    assert not redis_process.program.is_ready(redis_process.process.pid + 1, "")
