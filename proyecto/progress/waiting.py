"""What runs wait for: who goes before them, who serves their queue, when it is their turn."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from proyecto.progress import queues, workers
from proyecto.progress.estimate import Span
from proyecto.progress.events import progress_of
from proyecto.progress.history import history_of
from proyecto.progress.line import FREE, NOBODY_KNOWS, Turn, turns
from proyecto.progress.live import TIMEOUT_SECONDS
from proyecto.progress.models import QueuePause, TaskRun
from proyecto.progress.vocabulary import WAITING, TaskState
from proyecto.progress.workers import Worker, node_of

log = logging.getLogger(__name__)

# Of a longer line nobody asks who is where.
MOST = 2000
FIELDS = ("pk", "task", "size", "queue", "owner_id", "run_at", "created_at", "published_at")


@dataclass(frozen=True, slots=True)
class Place:
    """One run in its line. `own`: how many of those ahead are of the same person."""

    ahead: int
    own: int
    turn: Turn


@dataclass(frozen=True, slots=True)
class Line:
    """What waits before one queue. `slots` serve it, None where nobody knows, and `busy` of them
    have work; `free` is when the next is free, as far as that can be told. `pause`: somebody has
    stopped the queue, and nobody knows for how long."""

    queue: str
    slots: int | None = None
    busy: int = 0
    free: Span | None = None
    pause: QueuePause | None = None
    places: dict[str, Place] = field(default_factory=dict)


def lines(of: Iterable[str]) -> dict[str, Line]:
    """The lines before these queues now, with a fixed number of queries; where very many wait, with
    one more for each queue."""
    names, now = set(of), timezone.now()
    if not names:
        return {}
    crew = _crew()
    held, pauses = _under_way(names, crew or ()), queues.pauses_of(names)
    waiting = _due(names, now)
    return {
        name: _line(name, _slots(name, crew, held, now), pauses.get(name), waiting[name])
        for name in names
    }


def answers() -> bool:
    """Whether the broker does."""
    url = str(settings.CELERY_BROKER_URL)
    if not url.startswith(("redis", "unix")):
        return True
    limits = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
    try:
        with redis.Redis.from_url(url, retry=None, **limits) as broker:
            return bool(broker.ping())
    except redis.RedisError:
        return False


def whole(task: str, size: float | None) -> Span | None:
    """How long a run takes once it has begun."""
    prior = history_of(task).totals.of(size)
    return prior.span if prior else None


def _crew() -> Sequence[Worker] | None:
    """The workers that take new work; None where nobody can say."""
    try:
        return [each for each in workers.heard() if each.alive and not each.draining]
    except (redis.RedisError, OSError) as error:
        log.warning("nobody knows which workers there are: %s", error)
        return None


def _due(names: set[str], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Those that wait for nothing but a worker, in the order in which workers take them."""
    due = Q(run_at__isnull=True) | Q(run_at__lte=now)
    waiting = TaskRun.objects.filter(due, state__in=WAITING).order_by("created_at").values(*FIELDS)
    rows = list(waiting.filter(queue__in=names)[: MOST + 1])
    if len(rows) > MOST:  # a long line must not hide the others
        rows = [row for name in names for row in waiting.filter(queue=name)[:MOST]]
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=_since):
        found[row["queue"]].append(row)
    return found


def _since(row: dict[str, Any]) -> tuple[bool, datetime]:
    """Its wake-up lies in the queue since then; those whose is still to be sent come later."""
    sent = row["published_at"]
    return sent is None, sent or row["run_at"] or row["created_at"]


def _under_way(names: set[str], crew: Sequence[Worker]) -> dict[str, list[Any]]:
    """The runs that keep the workers of these queues busy, by the worker's name: those of the
    queues, and what else such a worker said that it holds."""
    held_by = (worker.runs for worker in crew if names & set(worker.queues))
    ids = {held for runs in held_by for held in runs if _is_run(held)}
    rows = TaskRun.objects.filter(Q(queue__in=names) | Q(pk__in=ids), state=TaskState.STARTED)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows.order_by().values("task", "size", "worker", "started_at", "progress"):
        found[node_of(row["worker"])].append(row)
    return found


def _is_run(held: str) -> bool:
    """A worker may hold messages of others too, with any id."""
    try:
        UUID(held)
    except ValueError:
        return False
    return True


def _line(
    name: str,
    slots: list[Span | None] | None,
    pause: QueuePause | None,
    waiting: list[dict[str, Any]],
) -> Line:
    jobs = [whole(row["task"], row["size"]) for row in waiting]
    turned = turns(slots, jobs) if slots and not pause else [NOBODY_KNOWS] * len(jobs)
    places: dict[str, Place] = {}
    before: dict[Any, int] = defaultdict(int)
    for ahead, (row, turn) in enumerate(zip(waiting, turned, strict=True)):
        places[str(row["pk"])] = Place(ahead, before[row["owner_id"]], turn)
        before[row["owner_id"]] += row["owner_id"] is not None
    known = [slot for slot in slots or () if slot is not None]
    return Line(
        queue=name,
        slots=None if slots is None else len(slots),
        busy=sum(slot is not FREE for slot in slots or ()),
        pause=pause,
        free=min(known, key=lambda slot: slot.mid) if known else None,
        places=places,
    )


def _slots(
    name: str, crew: Sequence[Worker] | None, held: dict[str, list[Any]], now: datetime
) -> list[Span | None] | None:
    """When each slot that serves a queue is free: at once, or when its run is done."""
    if crew is None:
        return None
    slots: list[Span | None] = []
    for worker in crew:
        if name in worker.queues:
            busy = [_rest(row, now) for row in held[worker.name]]
            slots += busy[: worker.slots] + [FREE] * (worker.slots - len(busy))
    return slots


def _rest(row: Any, now: datetime) -> Span | None:
    """What is left of a run under way: as it was last told, or else by what others took."""
    told = progress_of(row["progress"])
    if told.low is not None and told.high is not None:
        return Span(told.low, (told.low + told.high) / 2, told.high)
    history = history_of(row["task"])
    prior, started = history.totals.of(row["size"]), row["started_at"]
    if prior is None or started is None:
        return None
    return prior.after((now - started).total_seconds(), history.totals.misses)
