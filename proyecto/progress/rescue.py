"""Runs that nobody reports on any more, wake-ups that nobody heard, moments of the schedule that
nobody launched, and what else the team should know of before anybody asks.

Runs as a thread in every web process and in beat. Any number may run at once: each act is one
conditional UPDATE, and a wake-up too many finds its run taken.
"""

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import redis
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from kombu.exceptions import ChannelError, OperationalError

from proyecto.progress import live, record
from proyecto.progress.deliveries import sweep
from proyecto.progress.foretold import foretell
from proyecto.progress.models import TaskRun
from proyecto.progress.models.pause import paused
from proyecto.progress.results import show
from proyecto.progress.trouble import Every, Trouble
from proyecto.progress.vocabulary import WAITING, Cause, TaskState
from proyecto.progress.wake import unsent, wake
from proyecto.progress.watch import Watch

log = logging.getLogger(__name__)

PERIOD_SECONDS = 1.0
BATCH = 200
SWEEP_SECONDS = 3600.0
# Workers that see a child die write here; it is only faster than waiting for the lease.
NOTES = "avance:lost"


def note_lost(run_id: str, worker: str, cause: Cause) -> None:
    """A worker says that its child `worker`, which held this run, is gone."""
    note = {"run": run_id, "worker": worker, "cause": cause}
    live.connect().rpush(NOTES, json.dumps(note))


class Rescuer:
    """One pass a second: wake what is due, take back what was lost."""

    def __init__(self) -> None:
        self._store: redis.Redis | None = None
        self._stop = threading.Event()
        self._watch = Watch()
        self._trouble = Trouble()
        self._acts: tuple[Callable[[], object], ...] = (
            self.take_notes,
            self.take_back,
            self.expire,
            self.wake_due,
            self.wake_unheard,
            self._watch.watch_schedule,
            *self._trouble.acts,
            foretell,
            Every(SWEEP_SECONDS, sweep),
        )

    def start(self) -> threading.Thread:
        """Run until the process ends, as a daemon thread."""
        thread = threading.Thread(target=self.run, name="avance-rescuer", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """End after the pass under way."""
        self._stop.set()

    def run(self) -> None:
        """Pass after pass; nothing that fails once ends it."""
        while not self._stop.wait(PERIOD_SECONDS):
            for act in self._acts:
                self._guarded(act)

    def take_notes(self) -> None:
        """Runs whose worker process was seen to die."""
        if self._store is None:
            self._store = live.connect()
        notes: Any = self._store.lpop(NOTES, BATCH)
        for raw in notes or []:
            note = json.loads(raw)
            held = TaskRun.objects.filter(
                pk=note["run"], worker=note["worker"], state=TaskState.STARTED
            ).first()
            if held is not None:
                _lose(held, Cause(note["cause"]))

    def take_back(self) -> None:
        """Runs whose lease ran out: the worker, its host or its network is gone."""
        silent = TaskRun.objects.filter(state=TaskState.STARTED, lease_until__lt=timezone.now())
        for run in silent[:BATCH]:
            _lose(run, Cause.WORKER_LOST)

    def expire(self) -> None:
        """Runs that nobody has begun in time."""
        overdue = TaskRun.objects.filter(record.overdue(timezone.now()))
        for run_id in overdue.values_list("pk", flat=True)[:BATCH]:
            record.expire(run_id)

    def wake_due(self) -> None:
        """Runs that wait for nothing but a worker, and whose wake-up was never sent; the oldest
        first, as workers take them."""
        due = TaskRun.objects.filter(unsent(timezone.now())).order_by("created_at")
        for run in due[:BATCH]:
            wake(run)

    def wake_unheard(self) -> None:
        """Wake-ups that were lost on the way: more runs wait than messages lie in the queue."""
        patience = timezone.now() - timedelta(seconds=settings.RUN_REPUBLISH_SECONDS)
        sent = TaskRun.objects.filter(state__in=WAITING, published_at__isnull=False)
        waiting = sent.exclude(paused())
        unheard = waiting.filter(published_at__lt=patience)
        if not unheard.exists():
            return
        counts = Counter(waiting.values_list("queue", flat=True))
        for queue, count in counts.items():
            if _queued(queue) < count:
                for run in unheard.filter(queue=queue).order_by("created_at")[:BATCH]:
                    log.warning("wake-up of %s was not heard, sending it again", run)
                    wake(run)

    def _guarded(self, act: Callable[[], object]) -> None:
        close_old_connections()
        try:
            act()
        except (redis.RedisError, OperationalError, OSError, DatabaseError) as error:
            log.warning("%s: %s: %s", _name(act), type(error).__name__, error)
            time.sleep(PERIOD_SECONDS)
        except Exception:
            log.exception("%s failed", _name(act))


def _name(act: Callable[[], object]) -> str:
    return getattr(act, "__name__", repr(act))


def _lose(run: TaskRun, cause: Cause) -> None:
    log.warning("%s was lost by %s (%s)", run, run.worker, cause)
    lost = record.lose(run.pk, run.attempt, cause)
    if lost is not None and lost.ended:
        # Its worker, who would have told Celery, is gone.
        show(lost)


def _queued(queue: str) -> int:
    """How many messages lie in a queue; Redis knows of none that is empty."""
    with current_app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        try:
            return channel.queue_declare(queue=queue, passive=True).message_count
        except ChannelError:
            return 0
