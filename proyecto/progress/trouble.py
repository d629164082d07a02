"""Somebody who notices what no run tells of: work that nobody begins, workers that fell silent, a
disk that fills up, a broker that is away.

Every rescuer looks. What is wrong is told once, by whoever finds it first, for as long as it lasts;
when it is over, its notice is resolved by itself.
"""

import shutil
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from proyecto.progress import workers
from proyecto.progress.models import Action, Notification, QueuePause, TaskRun
from proyecto.progress.notices import Severity, begins, lasts, over, unmute_due
from proyecto.progress.vocabulary import WAITING
from proyecto.progress.waiting import answers

LOOK_SECONDS = 30.0
# A broker that restarts is back sooner.
AWAY_SECONDS = 60.0
# So many per cent more must be free before the disk is no trouble any more: no coming and going.
RELIEF_PERCENT = 2
# A disk whose notice somebody resolved is left alone for so long, unless there was room meanwhile.
RESOLVED = timedelta(days=1)

QUEUE_OLD, WORKER_LOST, DISK_LOW, BROKER_AWAY = (
    "queue_old",
    "worker_lost",
    "disk_low",
    "broker_away",
)


class Every:
    """An act that is done at most once in so many seconds, however often it is called."""

    def __init__(self, seconds: float, act: Callable[[], None]) -> None:
        self.__name__ = act.__name__
        self._seconds, self._act, self._next = seconds, act, 0.0

    def __call__(self) -> None:
        """Do it, if it is time to."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._seconds
            self._act()


class Trouble:
    """One process' look at what may be wrong."""

    def __init__(self) -> None:
        self._away_since: float | None = None
        self._silent: set[str] = set()
        self._room_at = datetime.min.replace(tzinfo=UTC)
        looks = (unmute_due, watch_queues, self.watch_workers, self.watch_disk, self.watch_broker)
        self.acts = [Every(LOOK_SECONDS, look) for look in looks]

    def watch_workers(self) -> None:
        """Tell of those that left without a word. At one look all of them may seem so:
        Redis was away; so it takes two in a row."""
        before, self._silent = self._silent, set()
        silent = {worker.name: worker for worker in workers.heard() if worker.silent}
        self._silent = set(silent)
        for name in before & self._silent:
            at = silent[name].at
            facts = {"worker": name, "since": at.isoformat()}
            begins(f"{WORKER_LOST}:{name}", WORKER_LOST, Severity.WARNING, facts, since=at)
        _over_but(WORKER_LOST, "worker", silent)

    def watch_disk(self) -> None:
        """How much of the disk with the media is free; a process without it has nothing to say."""
        if not settings.MEDIA_ROOT.exists():
            return
        disk = shutil.disk_usage(settings.MEDIA_ROOT)
        free, now = 100 * disk.free / disk.total, timezone.now()
        if free < settings.DISK_LOW_PERCENT:
            facts = {"percent": round(free, 1), "free": disk.free}
            since = max(self._room_at, now - RESOLVED)
            begins(DISK_LOW, DISK_LOW, Severity.ERROR, facts, since)
        elif free >= settings.DISK_LOW_PERCENT + RELIEF_PERCENT or not settings.DISK_LOW_PERCENT:
            self._room_at = now
            over(DISK_LOW)

    def watch_broker(self) -> None:
        """Tell when nobody answers for a minute. One process may be cut off while others are not:
        it is over once none of them has seen it for as long."""
        now = time.monotonic()
        if answers():
            self._away_since = None
            over(BROKER_AWAY, unseen=timedelta(seconds=AWAY_SECONDS))
            return
        self._away_since = self._away_since or now
        away = now - self._away_since
        if away >= AWAY_SECONDS:
            since = timezone.now() - timedelta(seconds=away)
            facts = {"since": since.isoformat()}
            begins(BROKER_AWAY, BROKER_AWAY, Severity.ERROR, facts, since)
            lasts(BROKER_AWAY)


def watch_queues() -> None:
    """Work that is due and that nobody has begun for too long, queue by queue. One that somebody
    holds back is no trouble, nor is one that has just gone on: its workers had no more time."""
    now, patience = timezone.now(), timedelta(seconds=settings.QUEUE_OLD_SECONDS)
    late = _waiting().filter(due_at__lte=now - patience).values("queue")
    found = {row["queue"]: row for row in late.annotate(oldest=Min("due_at"), waiting=Count("pk"))}
    for queue in QueuePause.objects.values_list("queue", flat=True):
        found.pop(queue, None)
    gone_on = _resumed(found)
    old = {}
    for queue, row in found.items():
        since = max(row["oldest"], gone_on.get(queue, row["oldest"])) + patience
        if since <= now:
            old[queue] = since
            facts = {"queue": queue, "since": row["oldest"].isoformat(), "waiting": row["waiting"]}
            begins(f"{QUEUE_OLD}:{queue}", QUEUE_OLD, Severity.WARNING, facts, since)
    _over_but(QUEUE_OLD, "queue", old)


def _waiting() -> Any:
    """Runs that wait, with when they were due: one that was moved to now, at that moment."""
    runs = TaskRun.objects.filter(state__in=WAITING, cancel_requested_at=None)
    return runs.annotate(due_at=Coalesce("run_at", "changed_at")).order_by()


def _resumed(queues: Collection[str]) -> dict[str, datetime]:
    """When somebody last let them go on."""
    acts = Action.objects.filter(verb="queue.resume", target__in=queues).order_by()
    return dict(acts.values_list("target").annotate(Max("at")))


def _over_but(kind: str, fact: str, lasting: Collection[str]) -> None:
    """All of a kind is over, but for those about one that `fact` names and that is `lasting`."""
    known = Notification.objects.filter(kind=kind, resolved_at=None)
    for cause, facts in known.values_list("cause", "facts"):
        if facts.get(fact) not in lasting:
            over(cause)
