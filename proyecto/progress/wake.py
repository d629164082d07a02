"""The message that wakes a worker. It carries only a name, arguments and the run's id."""

from typing import Any

from celery import current_app
from django.utils import timezone

from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import WAITING

# A time limit of Celery kills; the soft one lets the task say so first.
SOFT_MARGIN_SECONDS = 30


def wake(run: TaskRun) -> bool:
    """Publish the wake-up of a run that is due, and note that it was. Raises kombu's
    OperationalError when the broker is away; the rescuer tries again."""
    now = timezone.now()
    if run.run_at is not None and run.run_at > now:
        return False
    current_app.send_task(
        run.task,
        args=run.args,
        kwargs=run.kwargs,
        task_id=str(run.pk),
        queue=run.queue,
        retry=True,
        **_limits(run),
    )
    TaskRun.objects.filter(pk=run.pk, state__in=WAITING, attempt=run.attempt).update(
        published_at=now
    )
    return True


def _limits(run: TaskRun) -> dict[str, Any]:
    if run.time_limit is None:
        return {}
    return {
        "time_limit": run.time_limit,
        "soft_time_limit": max(1, run.time_limit - SOFT_MARGIN_SECONDS),
    }
