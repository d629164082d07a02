"""Our own Redis, as `make run` configures it, as a process of a test."""

import subprocess
from pathlib import Path

import redis

from scripts.local import redis_choice
from scripts.local.redis_server import RedisServer
from tests.scripts.processes import ROOT, Family
from tests.scripts.waiting import until


class RedisProcess:
    def __init__(self, folder: Path, family: Family) -> None:
        self.server = RedisServer(redis_choice.find_server(ROOT, {"PATH": ""}), folder)
        self.server.configure()
        self.program = self.server.program()
        self.process = family.start(self.program.command, stdout=subprocess.DEVNULL)
        until(lambda: self.program.is_ready(self.process.pid, ""))

    @property
    def url(self) -> str:
        return self.server.url

    def client(self) -> "redis.Redis":
        return redis.Redis.from_url(self.url, decode_responses=True)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
