"""The workers as they say themselves that they are; `workers.heartbeat` says it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from django.utils import timezone

from proyecto.progress import live
from proyecto.progress.presence import Presence, Word

KIND = "workers"


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker. `slots` is how many runs it may hold at once, `runs` the ids of those that it
    holds; `rss` the memory in bytes of it and all its children, None where that can't be read; `at`
    when it was last heard, by our clock. `draining`: it takes nothing new. `gone`: it said goodbye.
    """

    name: str
    host: str
    pid: int
    queues: list[str]
    slots: int
    runs: list[str]
    rss: int | None
    started: datetime
    version: str
    draining: bool
    gone: bool
    at: datetime
    alive: bool

    @property
    def silent(self) -> bool:
        """It left without a word."""
        return not self.alive and not self.gone


def presence(client: "redis.Redis | None" = None) -> Presence:
    """Where they say it."""
    return Presence(KIND, client or live.shared())


def heard() -> list[Worker]:
    """All that were heard within a day, by name. Raises RedisError when Redis is away."""
    now = timezone.now()
    return [_worker(word, now) for word in presence().words()]


def alive() -> list[Worker]:
    """Those that are there; none when Redis is away."""
    return [worker for worker in _heard() if worker.alive]


def silent() -> list[Worker]:
    """Those that were there within a day and left without a word; none when Redis is away."""
    return [worker for worker in _heard() if worker.silent]


def node_of(process: str) -> str:
    """The worker to which a process belongs that holds runs, as the ledger names it."""
    node, _, pid = process.rpartition(":")
    return node if pid.isdigit() else process


def _heard() -> list[Worker]:
    try:
        return heard()
    except (redis.RedisError, OSError):
        return []


def _worker(word: Word, now: datetime) -> Worker:
    facts: dict[str, Any] = word.facts
    gone = bool(facts.get("gone"))
    return Worker(
        name=word.name,
        host=facts.get("host", ""),
        pid=facts.get("pid", 0),
        queues=facts.get("queues", []),
        slots=facts.get("slots", 0),
        runs=facts.get("runs", []),
        rss=facts.get("rss"),
        started=datetime.fromisoformat(facts["started"]),
        version=facts.get("version", ""),
        draining=bool(facts.get("draining")),
        gone=gone,
        at=now - timedelta(seconds=word.age),
        alive=word.alive and not gone,
    )
