"""Beat's scheduler: periodic tasks become runs, missed hours are caught up, runs are rescued."""

import logging
from typing import Any

from celery import current_app
from django.db import DatabaseError, InterfaceError, close_old_connections, transaction
from django.db.models import Q
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from proyecto.progress.departure import Departure
from proyecto.progress.lease import BEAT, Tenancy
from proyecto.progress.models import TaskRun
from proyecto.progress.rescue import Rescuer
from proyecto.progress.slots import launch_due
from proyecto.progress.timetable import adopt
from proyecto.progress.vocabulary import KINDS

log = logging.getLogger(__name__)

# More than two turns of beat's loop (CELERY_BEAT_MAX_LOOP_INTERVAL).
LEASE_SECONDS = 12.0
# How often a second beat looks whether the first is gone.
LOOK_SECONDS = 1.0


class RescuingScheduler(DatabaseScheduler):
    """The database scheduler of django-celery-beat, mended.

    It leaves out crontabs whose hour is more than two hours away, so a run that was missed for
    longer is not caught up (django-celery-beat#956); here none is left out. It writes the code's
    entries over what an admin changed; here they are merged. Tasks that have runs are launched
    through the ledger, each moment once. Of several beats one launches, which holds a lease; the
    others stand by and take over when it is gone. Beat is one process that never forks, so the
    rescuer lives here too, beside the ones of the web processes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._tenancy = Tenancy(BEAT, LEASE_SECONDS)
        self._holds: bool | None = None
        self._departure = Departure()
        if kwargs.get("lazy"):
            super().__init__(*args, **kwargs)
            return
        # Instead of Celery's handler, which writes to the database wherever it interrupts.
        self._departure.listen()
        with self._departure.busy():
            super().__init__(*args, **kwargs)
        Rescuer().start()

    def setup_schedule(self) -> None:
        """Bring what the code says into the database. Nothing else: Celery's own clean-up of
        results is for backends that forget nothing by themselves."""
        adopt(self.app.conf.beat_schedule)
        # Else the first change after the first reading would be taken for the state it read.
        self._last_timestamp = self.Changes.last_change()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Do what is due, if this beat is the one; seconds until the next look."""
        with self._departure.busy():
            if not self._is_the_one():
                return LOOK_SECONDS
            wait: float = super().tick(*args, **kwargs)
            return wait

    def _do_sync(self) -> None:
        with self._departure.busy():
            super()._do_sync()

    def close(self) -> None:
        """Write what is to be written, and let another beat go on at once."""
        super().close()
        if self._holds:
            self._tenancy.give_back()

    def _get_crontab_exclude_query(self) -> Q:
        return Q(pk__in=[])

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **kw: Any) -> Any:
        """Launch a run where the task has runs; else send the message as Celery does."""
        if entry.task not in KINDS:
            return super().apply_async(entry, producer=producer, advance=advance, **kw)
        if advance:
            self.reserve(entry)
        try:
            with transaction.atomic():
                moved_on, run = self._launch_once(entry)
        except (DatabaseError, InterfaceError):
            self._forget()  # it is still due
            raise
        if not moved_on:
            self._forget()
            return None
        self._dirty.discard(entry.name)
        if run is None:
            return None
        return current_app.AsyncResult(str(run.pk))

    def _launch_once(self, entry: Any) -> tuple[bool, TaskRun | None]:
        """Whether the schedule was moved on, and the run, in the same transaction. It was not where
        another beat was faster, or somebody has just paused it. There is no run where the moment
        was launched before, or it is too late for it. What the library writes later, from memory,
        a beat that is killed never does.
        """
        as_read = PeriodicTask.objects.filter(
            pk=entry.model.pk, total_run_count=entry.total_run_count, enabled=True
        )
        moved_on = as_read.update(
            total_run_count=entry.total_run_count + 1, last_run_at=timezone.now()
        )
        # A beat that stood still since it looked may not be the one any more.
        if not moved_on or not self._tenancy.take():
            transaction.set_rollback(True)
            return False, None
        return True, launch_due(entry.model, entry.last_run_at)

    def _is_the_one(self) -> bool:
        close_old_connections()
        try:
            held = self._tenancy.take()
        except (DatabaseError, InterfaceError) as error:
            log.warning("the lease of beat can't be renewed: %s", error)
            return False
        if held != self._holds:
            self._forget()
        if held and not self._holds:
            log.info("This beat starts what is periodic now.")
        elif not held and self._holds is not False:
            log.warning(
                "Another beat (%s) starts what is periodic; this one starts nothing, and takes "
                "over when that one is gone.",
                self._tenancy.holder_now(),
            )
        self._holds = held
        return held

    def _forget(self) -> None:
        """Forget when everything ran last, and read it anew: another beat goes on from there, or
        has gone on."""
        self._dirty.clear()
        self._initial_read = True
        self._heap = None
