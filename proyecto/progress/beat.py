"""Beat's scheduler: periodic tasks become runs, missed hours are caught up, runs are rescued."""

from typing import Any

from celery import current_app
from django.db.models import Q
from django_celery_beat.schedulers import DatabaseScheduler

from proyecto.progress.launch import launch
from proyecto.progress.rescue import Rescuer
from proyecto.progress.vocabulary import KINDS


class RescuingScheduler(DatabaseScheduler):
    """The database scheduler of django-celery-beat, mended.

    It leaves out crontabs whose hour is more than two hours away, so a run that was missed for
    longer is not caught up (django-celery-beat#956); here none is left out. Tasks that have runs
    are launched through the ledger. Beat is one process that never forks, so the rescuer lives
    here too, beside the ones of the web processes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kwargs.get("lazy"):
            Rescuer().start()

    def _get_crontab_exclude_query(self) -> Q:
        return Q(pk__in=[])

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **kw: Any) -> Any:
        """Launch a run where the task has runs; else send the message as Celery does."""
        if entry.task not in KINDS:
            return super().apply_async(entry, producer=producer, advance=advance, **kw)
        due = self.reserve(entry) if advance else entry
        run = launch(due.task, *(due.args or ()), title=due.name, **(due.kwargs or {}))
        return current_app.AsyncResult(str(run.pk))
