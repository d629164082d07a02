"""All that the page Sistema shows, read at one moment."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import redis
from django.utils import timezone

from dashboard.schedule_cards import BeatCard, EntryCard, beat_card, entry_cards
from dashboard.system import services
from dashboard.system.queues import QueueCard, queue_cards, rates_of
from dashboard.system.services import DatabaseCard, DiskCard, RedisCard
from dashboard.system.workers import WorkerCard, worker_cards
from proyecto.progress import workers
from proyecto.progress.models import Action
from proyecto.progress.presence import Word

MOST_ACTIONS = 20
T = TypeVar("T")


class Kept(Generic[T]):
    """What is dear to read, and read again only after some seconds."""

    def __init__(self, seconds: float, read: Callable[[], T]) -> None:
        self._seconds, self._read = seconds, read
        self._at: float | None = None
        self._value: T

    def get(self) -> T:
        """As it was then, or is now."""
        if self._at is None or time.monotonic() - self._at >= self._seconds:
            self._value, self._at = self._read(), time.monotonic()
        return self._value


# Reading all migrations takes a tenth of a second: once for all who look.
UNAPPLIED = Kept(60, services.unapplied)


@dataclass(frozen=True, slots=True)
class Overview:
    """`workers` is None where Redis, which knows them, does not answer; `unapplied` counts
    migrations."""

    queues: list[QueueCard]
    workers: list[WorkerCard] | None
    beat: BeatCard
    entries: list[EntryCard]
    redis: RedisCard
    database: DatabaseCard
    unapplied: int
    disks: list[DiskCard]
    webs: list[Word]
    actions: list[Action]


class Observer:
    """Reads it, again and again; what changes slowly not every time. For one thread at a time."""

    def __init__(self) -> None:
        self._rates = Kept(10, lambda: rates_of(timezone.now()))
        self._entries = Kept(15, entry_cards)
        self._disks = Kept(15, services.disks)

    def look(self) -> Overview:
        """Now; blocking, for a thread."""
        heard = _heard()
        there = None if heard is None else [worker for worker in heard if worker.alive]
        return Overview(
            queues=queue_cards(there, self._rates.get()),
            workers=None if heard is None else worker_cards(heard),
            beat=beat_card(),
            entries=self._entries.get(),
            redis=services.redis_card(),
            database=services.database_card(),
            unapplied=UNAPPLIED.get(),
            disks=self._disks.get(),
            webs=services.web_words(),
            actions=list(Action.objects.order_by("-at", "-id")[:MOST_ACTIONS]),
        )


def _heard() -> list[Any] | None:
    try:
        return workers.heard()
    except (redis.RedisError, OSError):
        return None
