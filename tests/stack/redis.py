"""A real Redis that a test may kill, freeze and wipe; it keeps its port and, unless wiped, its
data."""

from pathlib import Path

import redis

from scripts.local.leash import Leash
from scripts.local.redis_server import RedisServer
from tests.scripts.waiting import until
from tests.stack.process import Process


class RedisProcess(Process):
    """The Redis of the product's own configuration (append-only), under a test's control."""

    def __init__(self, server: RedisServer, log: Path, leash: Leash) -> None:
        super().__init__(
            "redis",
            [str(server.server), str(server.folder / "redis.conf")],
            {},
            log,
            leash,
            lambda process: server.is_ready(process.pid, ""),
        )
        self.server = server

    @property
    def url(self) -> str:
        """Where it listens, password included."""
        return self.server.url

    def client(self) -> "redis.Redis":
        """A connection for the test itself."""
        return redis.Redis.from_url(self.url, socket_timeout=5)

    def has_written(self) -> None:
        """Wait until all that it knows is in its file: while the disk is busy it answers first and
        writes up to two seconds later, and what is killed meanwhile is lost."""
        until(lambda: self.client().info("persistence")["aof_buffer_length"] == 0)

    def wipe(self) -> None:
        """Make it forget everything, as a lost disk would; it must not run."""
        assert not self.running
        for file in self.server.folder.iterdir():
            if file.suffix in {".aof", ".rdb"}:
                file.unlink()
            elif file.is_dir():
                for part in file.iterdir():
                    part.unlink()
                file.rmdir()
