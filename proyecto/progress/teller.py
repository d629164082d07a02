"""The thread of a process that tells: milestones after commit, ticks of runs under way, wake-ups.

Whoever changes a run only drops its id here and goes on: no request and no task waits for Redis.
What can't be told now is not lost: rows are the truth, the rescuer wakes what waits, and every
web process publishes the milestones that it finds missing.
"""

import logging
import os
import queue
import threading
import time
from typing import Any, Protocol

from django.db import close_old_connections, transaction
from django.utils import timezone

from proyecto.progress.broadcast import STAFF, Broadcaster
from proyecto.progress.models import TaskRun
from proyecto.progress.monitor import tell_revoked
from proyecto.progress.results import show
from proyecto.progress.vocabulary import TaskState
from proyecto.progress.wake import unsent, wake

log = logging.getLogger(__name__)

# Ten updates a second are more than an eye can tell apart.
TICK_SECONDS = 0.1
# After a failure Redis is left alone for this long.
PAUSE_SECONDS = 1.0
# Who leaves waits so long for its last word to be told.
LAST_WORD_SECONDS = 3.0
UNHELD = (TaskState.RETRY, TaskState.REVOKED)


class Source(Protocol):
    """A run under way in this process."""

    def tick(self, broadcaster: Broadcaster) -> None:
        """Publish the newest state if there is a newer one."""


class Teller:
    """One thread, one event loop, one connection; started when first needed in a process."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self._told: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._sources: list[Source] = []
        self._busy = threading.Lock()
        self._silent_until = 0.0
        self._broadcaster: Broadcaster | None = None
        threading.Thread(target=self._run, name="avance-teller", daemon=True).start()

    def tell(self, run_id: Any) -> None:
        """Publish what is new about a run, and wake a worker if it waits for one."""
        self._told.put(run_id)

    def say(self, topic: str, body: dict[str, Any], groups: frozenset[str]) -> None:
        """Tell those who watch what is no event of a run. It may be lost: see `Broadcaster.say`."""
        self._told.put((topic, body, set(groups)))

    def attach(self, source: Source) -> None:
        """Publish the ticks of a run from now on."""
        self._sources.append(source)
        self._told.put(threading.Event())  # a word, for a thread that waits for one without end

    def detach(self, source: Source) -> None:
        """No tick of this run is under way or will follow, once this returns."""
        self._sources.remove(source)
        if self._busy.acquire(timeout=LAST_WORD_SECONDS):
            self._busy.release()

    def drain(self, seconds: float = LAST_WORD_SECONDS) -> None:
        """Wait until all that was dropped so far is told, at most so long."""
        done = threading.Event()
        self._told.put(done)
        done.wait(seconds)

    def _run(self) -> None:
        while True:
            self._tell_next()
            if self._sources and time.monotonic() >= self._silent_until:
                with self._busy:
                    for source in list(self._sources):
                        self._guarded(source.tick)

    def _tell_next(self) -> None:
        try:
            item = self._told.get(timeout=TICK_SECONDS if self._sources else None)
        except queue.Empty:
            return
        if isinstance(item, threading.Event):
            item.set()
            return
        if isinstance(item, tuple):
            self._guarded(lambda broadcaster: broadcaster.say(*item))
            return
        self._guarded(lambda _: close_old_connections())
        self._guarded(lambda broadcaster: broadcaster.publish_missing(item))
        # Before the wake-up: the worker that hears it tells Celery of the new attempt.
        self._guarded(lambda _: show_unheld(item))
        self._guarded(lambda _: wake_if_due(item))

    def _guarded(self, act: Any) -> None:
        try:
            if self._broadcaster is None:
                self._broadcaster = Broadcaster()
            act(self._broadcaster)
        except Exception as error:  # noqa: BLE001 - telling is never worth the work
            self._silent_until = time.monotonic() + PAUSE_SECONDS
            log.warning("not told now, will be caught up: %s: %s", type(error).__name__, error)


def wake_if_due(run_id: Any) -> None:
    """Send the wake-up of a run that waits for nothing but a worker."""
    run = TaskRun.objects.filter(unsent(timezone.now()), pk=run_id).first()
    if run is not None:
        wake(run)


def show_unheld(run_id: Any) -> None:
    """Tell Celery of a run that was ended, or taken back, while no worker spoke for it."""
    run = TaskRun.objects.filter(pk=run_id, state__in=UNHELD).first()
    if run is not None:
        show(run)
        if run.state == TaskState.REVOKED:
            tell_revoked(run)


_teller: Teller | None = None
_lock = threading.Lock()


def teller() -> Teller:
    """The teller of this process; a forked child starts its own."""
    global _teller  # noqa: PLW0603 - one a process
    if _teller is None or _teller.pid != os.getpid():
        with _lock:
            if _teller is None or _teller.pid != os.getpid():
                _teller = Teller()
    return _teller


def tell(run_id: Any) -> None:
    """See `Teller.tell`."""
    teller().tell(run_id)


def say(topic: str, body: dict[str, Any], groups: frozenset[str] = frozenset({STAFF})) -> None:
    """See `Teller.say`; to the team, where no groups are given. After commit, where a transaction
    is open: what is told is true."""
    transaction.on_commit(lambda: teller().say(topic, body, groups))
