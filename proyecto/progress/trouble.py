"""Somebody who notices what no run tells of: work that nobody begins, workers that fell silent, a
disk that fills up, a broker that is away.

Every rescuer looks. What is wrong is told once, by whoever finds it first, for as long as it lasts;
when it is over, its notice is resolved by itself.
"""

import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.utils import timezone
from kombu.exceptions import OperationalError

from proyecto.progress import workers
from proyecto.progress.models import Notification, QueuePause, TaskRun
from proyecto.progress.notices import Severity, begins, over, unmute_due
from proyecto.progress.vocabulary import WAITING

LOOK_SECONDS = 30.0
# A broker that restarts is back sooner.
AWAY_SECONDS = 60.0
# So many per cent more must be free before the disk is no trouble any more: no coming and going.
RELIEF_PERCENT = 2

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
        self._up_since: float | None = None
        self._away_since: float | None = None
        self._silent: set[str] = set()
        looks = (unmute_due, watch_queues, self.watch_workers, watch_disk, self.watch_broker)
        self.acts = [Every(LOOK_SECONDS, look) for look in looks]

    def watch_workers(self) -> None:
        """Tell of those that left without a word. At one look all of them may seem so:
        Redis was away; so it takes two in a row."""
        silent = workers.silent()
        before, self._silent = self._silent, {worker.name for worker in silent}
        for worker in silent:
            if worker.name in before:
                facts = {"worker": worker.name, "since": worker.at.isoformat()}
                begins(f"{WORKER_LOST}:{worker.name}", WORKER_LOST, Severity.WARNING, facts)
        for worker in workers.alive():
            over(f"{WORKER_LOST}:{worker.name}")

    def watch_broker(self) -> None:
        """Tell when nobody answers for a minute. One process may be cut off while others are not,
        so the end is told by who has had an answer for as long."""
        now = time.monotonic()
        if _answers():
            self._away_since = None
            self._up_since = self._up_since or now
            if now - self._up_since >= AWAY_SECONDS:
                over(BROKER_AWAY)
            return
        self._up_since = None
        self._away_since = self._away_since or now
        away = now - self._away_since
        if away >= AWAY_SECONDS:
            since = timezone.now() - timedelta(seconds=away)
            begins(BROKER_AWAY, BROKER_AWAY, Severity.ERROR, {"since": since.isoformat()})


def watch_queues() -> None:
    """Work that is due and that nobody has begun for too long, queue by queue. One that somebody
    holds back is no trouble."""
    limit = timezone.now() - timedelta(seconds=settings.QUEUE_OLD_SECONDS)
    late = _waiting().filter(due_at__lte=limit).values("queue")
    found = {row["queue"]: row for row in late.annotate(oldest=Min("due_at"), waiting=Count("pk"))}
    for queue in QueuePause.objects.values_list("queue", flat=True):
        found.pop(queue, None)
    for queue, row in found.items():
        since, waiting = row["oldest"].isoformat(), row["waiting"]
        facts = {"queue": queue, "since": since, "waiting": waiting}
        begins(f"{QUEUE_OLD}:{queue}", QUEUE_OLD, Severity.WARNING, facts)
    known = Notification.objects.filter(kind=QUEUE_OLD, resolved_at=None)
    for cause in known.values_list("cause", flat=True):
        if cause.removeprefix(f"{QUEUE_OLD}:") not in found:
            over(cause)


def watch_disk() -> None:
    """How much of the disk with the media is free; a process without it has nothing to say."""
    if not settings.MEDIA_ROOT.exists():
        return
    disk = shutil.disk_usage(settings.MEDIA_ROOT)
    free = 100 * disk.free / disk.total
    if free < settings.DISK_LOW_PERCENT:
        facts = {"percent": round(free, 1), "free": disk.free}
        begins(DISK_LOW, DISK_LOW, Severity.ERROR, facts)
    elif free >= settings.DISK_LOW_PERCENT + RELIEF_PERCENT or not settings.DISK_LOW_PERCENT:
        over(DISK_LOW)


def _waiting() -> Any:
    """Runs that wait, with when they were due."""
    runs = TaskRun.objects.filter(state__in=WAITING, cancel_requested_at=None)
    return runs.annotate(due_at=Coalesce("run_at", "created_at")).order_by()


def _answers() -> bool:
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
    except (OperationalError, OSError):
        return False
    return True
