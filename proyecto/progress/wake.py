"""The message that wakes a worker. It carries only a name, arguments and the run's id."""

from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from proyecto.progress.models import TaskRun
from proyecto.progress.models.pause import paused
from proyecto.progress.policy import pause
from proyecto.progress.vocabulary import WAITING

# A time limit of Celery kills; the soft one lets the task say so first.
SOFT_MARGIN_SECONDS = 30
# Of a run whose wake-up is still to be sent, or again.
UNSENT: dict[str, Any] = {"published_at": None, "wake_failures": 0, "wake_at": None}


def unsent(now: datetime) -> Q:
    """Runs that wait for nothing but a worker, whose wake-up was not sent yet and may be."""
    due = Q(run_at__isnull=True) | Q(run_at__lte=now)
    may = Q(wake_at__isnull=True) | Q(wake_at__lte=now)
    return Q(state__in=WAITING, published_at__isnull=True) & due & may & ~paused()


def wake(run: TaskRun) -> bool:
    """Publish the wake-up of a run that is due, and note that it was. Raises kombu's
    OperationalError when the broker is away; the rescuer tries again when the policy says."""
    now = timezone.now()
    if run.run_at is not None and run.run_at > now:
        return False
    waiting = TaskRun.objects.filter(pk=run.pk, state__in=WAITING, attempt=run.attempt)
    try:
        current_app.send_task(
            run.task,
            args=run.args,
            kwargs=run.kwargs,
            task_id=str(run.pk),
            queue=run.queue,
            retry=True,
            **_limits(run),
        )
    except OperationalError:
        if run.retry_policy is not None:
            waiting.filter(wake_failures=run.wake_failures).update(**_next_try(run, now))
        raise
    waiting.update(published_at=now, wake_failures=0, wake_at=None)
    return True


def _next_try(run: TaskRun, now: datetime) -> dict[str, Any]:
    failures = run.wake_failures + 1
    seconds = pause(run.retry_policy, failures)
    later = None if seconds is None else now + timedelta(seconds=seconds)
    return {"wake_failures": failures, "wake_at": later}


def _limits(run: TaskRun) -> dict[str, Any]:
    if run.time_limit is None:
        return {}
    return {
        "time_limit": run.time_limit,
        "soft_time_limit": max(1, run.time_limit - SOFT_MARGIN_SECONDS),
    }
