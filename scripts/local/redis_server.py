"""Our own Redis: one that keeps what it is told (append-only), talks only to this machine, and
only to who knows the password of this run."""

import re
import secrets
from pathlib import Path

import redis

from scripts.local import ports
from scripts.local.place import write_private
from scripts.local.program import Program

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
# Waiting work survives a stop and a crash; at most the last second is lost in a power cut.
appendonly yes
appendfsync everysec
save ""
# Refuse, rather than silently forget, when it is full.
maxmemory 512mb
maxmemory-policy noeviction
client-output-buffer-limit pubsub 32mb 8mb 60
tcp-keepalive 60
daemonize no
logfile ""
"""

PASSWORD = re.compile(r"^requirepass (\S+)$", re.MULTILINE)
PORT = re.compile(r"^port (\d+)$", re.MULTILINE)


def url_in(folder: Path) -> str:
    """The address of the Redis that was configured under `folder`; empty if there was none."""
    try:
        configuration = (folder / "redis.conf").read_text()
    except OSError:
        return ""
    password, port = PASSWORD.search(configuration), PORT.search(configuration)
    return _url(password[1], int(port[1])) if password and port else ""


def answers(url: str) -> bool:
    """Whether it lets us in."""
    try:
        with redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError, ValueError):
        return False


def _url(password: str, port: int) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"


class RedisServer:
    """Redis under `folder`; its port is kept from run to run while nobody else takes it."""

    def __init__(self, server: Path, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.port = self._choose_port()
        self.password = secrets.token_urlsafe(32)

    @property
    def url(self) -> str:
        return _url(self.password, self.port)

    def configure(self) -> None:
        folder = str(self.folder).replace("\\", "\\\\").replace('"', '\\"')
        write_private(self.folder / "port", str(self.port))
        # In a file that only this account reads: a command line is seen by every account.
        write_private(
            self.folder / "redis.conf",
            CONFIGURATION.format(port=self.port, password=self.password, folder=folder),
        )

    def program(self) -> Program:
        return Program(
            name="redis",
            command=[str(self.server), str(self.folder / "redis.conf")],
            is_ready=self.is_ready,
            grace_seconds=10,
            dies_gently=True,
        )

    def is_ready(self, pid: int, _output: str) -> bool:
        """Whether this very process answers, with its data loaded: not another on our port."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                about = client.info()
        except (redis.RedisError, OSError):
            return False
        return int(about["process_id"]) == pid and not int(about["loading"])

    def _choose_port(self) -> int:
        try:
            before = int((self.folder / "port").read_text())
        except (OSError, ValueError):
            return ports.any_free()
        return before if ports.is_free(before) else ports.any_free()
