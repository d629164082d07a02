"""The thread of a worker process that keeps the leases of its runs, and hears of cancellation."""

import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celery.signals import worker_shutting_down
from django.conf import settings
from django.db import Error, close_old_connections

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import TaskState
from workers.active import ActiveRun
from workers.outcomes import Cancelled, Interrupted, Superseded

log = logging.getLogger(__name__)

LISTEN_SECONDS = 0.5
# A short run may end by itself while its worker shuts down.
GRACE_SECONDS = 3.0

# Set in the parent when the worker is told to go; the children, forked from it, see it too.
_leaving = multiprocessing.Event()


def leaving() -> bool:
    """Whether this worker is being shut down."""
    return _leaving.is_set()


@worker_shutting_down.connect
def _say_leaving(**_: object) -> None:
    _leaving.set()


class LeaseKeeper:
    """Renews what it holds, three times within a lease."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self._held: dict[ActiveRun, float] = {}
        self._left_at: float | None = None
        self._wanted = threading.Event()
        threading.Thread(target=self._run, name="avance-lease", daemon=True).start()

    @contextmanager
    def holding(self, active: ActiveRun) -> Iterator[None]:
        """Keep the lease of a run and tell its ticks while the block runs."""
        self._held[active] = time.monotonic()
        self._wanted.set()
        teller().attach(active)
        try:
            yield
        finally:
            try:
                active.logbook.close()  # the last lines may take long: the run is still ours
            finally:
                self._held.pop(active, None)
                teller().detach(active)

    def _run(self) -> None:
        while True:
            if not self._held:
                self._wanted.clear()
                self._wanted.wait()
            for active in list(self._held):
                self._guarded(self._look_after, active)
                self._guarded(lambda one: one.logbook.flush(), active)
            time.sleep(LISTEN_SECONDS)

    def _guarded(self, act: Callable[[ActiveRun], None], active: ActiveRun) -> None:
        """Nothing that goes wrong ends the thread: all runs of the process would be lost."""
        try:
            act(active)
        except Error as error:
            log.warning("%s is not looked after now: %s", active.run_id, error)
            close_old_connections()
        except Exception:
            log.exception("%s is not looked after now", active.run_id)
            close_old_connections()

    def _look_after(self, active: ActiveRun) -> None:
        now = time.monotonic()
        if now - self._held.get(active, now) >= settings.RUN_LEASE_SECONDS / 3:
            record.renew(active.run_id, active.attempt, active.so_far())
            if active in self._held:  # it may have ended meanwhile
                self._held[active] = now
        row = TaskRun.objects.filter(pk=active.run_id).values_list(
            "state", "attempt", "cancel_requested_at"
        )
        state, attempt, cancel = row.first() or (None, 0, None)
        if active not in self._held:
            return  # it ended while we looked
        if state != TaskState.STARTED or attempt != active.attempt:
            active.stop(Superseded())
        elif cancel is not None:
            active.stop(Cancelled())
        elif self._must_leave(now):
            active.stop(Interrupted())
        else:
            active.promise()

    def _must_leave(self, now: float) -> bool:
        if not leaving():
            return False
        if self._left_at is None:
            self._left_at = now
        return now - self._left_at >= GRACE_SECONDS


_keeper: LeaseKeeper | None = None


def keeper() -> LeaseKeeper:
    """The keeper of this process; a forked child starts its own."""
    global _keeper  # noqa: PLW0603 - one a process
    if _keeper is None or _keeper.pid != os.getpid():
        _keeper = LeaseKeeper()
    return _keeper
