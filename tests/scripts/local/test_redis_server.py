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
    own_redis: RedisProcess, family: Family
) -> None:
    with own_redis.client() as client:
        client.rpush("video", "waiting work")
        # A write is put off while the file is being synced.
        until(lambda: not int(client.info("persistence")["aof_pending_bio_fsync"]))
    own_redis.end()
    again = RedisProcess(own_redis.server.folder, family)
    with again.client() as client:
        assert client.lrange("video", 0, -1) == ["waiting work"]
    again.end()

    assert again.server.port == own_redis.server.port
    assert again.server.password != own_redis.server.password


def test_it_takes_another_port_when_somebody_has_its_own(
    own_redis: RedisProcess, family: Family
) -> None:
    own_redis.end()
    with socket.create_server(("127.0.0.1", own_redis.server.port)):
        again = RedisProcess(own_redis.server.folder, family)
    again.end()

    assert again.server.port != own_redis.server.port


def test_nobody_gets_in_without_the_password(own_redis: RedisProcess) -> None:
    with (
        redis.Redis(port=own_redis.server.port) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.get("anything")


def test_the_password_is_in_no_command_line_and_in_a_private_file(
    own_redis: RedisProcess,
) -> None:
    command = " ".join(psutil.Process(own_redis.process.pid).cmdline())
    configuration = own_redis.server.folder / "redis.conf"

    assert own_redis.server.password not in command
    assert own_redis.server.password in configuration.read_text()
    assert stat.S_IMODE(configuration.stat().st_mode) == 0o600


def test_it_listens_on_the_loopback_only(own_redis: RedisProcess) -> None:
    listening = psutil.Process(own_redis.process.pid).net_connections("tcp")

    assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}


def test_when_it_is_full_it_refuses_rather_than_forgets(own_redis: RedisProcess) -> None:
    with own_redis.client() as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("appendonly") == {"appendonly": "yes"}


def test_another_redis_on_our_port_does_not_count_as_ours(own_redis: RedisProcess) -> None:
    assert not own_redis.program.is_ready(own_redis.process.pid + 1, "")
