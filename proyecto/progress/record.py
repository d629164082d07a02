"""Milestones: the one place that changes a run's state, and then tells.

Every function is one conditional UPDATE that names the states it may leave and, where a worker
speaks, the attempt. It returns the run as it is afterwards, or None where it was too late: a
second delivery, a zombie worker and a late signal all end there, harmless.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.dispatch import Signal
from django.utils import timezone

from proyecto.progress import backoff, bar, teller, trace
from proyecto.progress.events import Progress, plain
from proyecto.progress.models import RunEvent, TaskRun
from proyecto.progress.models.pause import paused
from proyecto.progress.vocabulary import ENDED, WAITING, Cause, Milestone, TaskState
from proyecto.progress.wake import UNSENT

# Sent inside the transaction of every milestone, with `run`: the domain moves with its run.
run_moved = Signal()

STARTED = frozenset({TaskState.STARTED})
# Nobody asked to cancel it.
UNASKED = Q(cancel_requested_at__isnull=True)


def claim(run_id: Any, worker: str) -> TaskRun | None:
    """Take a waiting run that is due, and whose queue nobody holds back: the next attempt is this
    worker's, for one lease."""
    now = timezone.now()
    due = Q(run_at__isnull=True) | Q(run_at__lte=now)
    return _move(
        run_id,
        Milestone.STARTED,
        Q(state__in=WAITING) & UNASKED & due & ~overdue(now) & ~paused(),
        state=TaskState.STARTED,
        attempt=F("attempt") + 1,
        cause=Cause.NONE,
        error="",
        error_facts={},
        detail="",
        worker=worker,
        lease_until=now + lease(),
        started_at=now,
        run_at=None,
    )


def renew(run_id: Any, attempt: int, progress: Progress) -> bool:
    """Keep the lease, and how far the run is; False when the run is not this attempt's any more."""
    mine = TaskRun.objects.filter(pk=run_id, attempt=attempt, state=TaskState.STARTED)
    until = timezone.now() + lease()
    return bool(mine.update(lease_until=until, progress=plain(progress)))


def phase(run_id: Any, attempt: int, progress: Progress) -> TaskRun | None:
    """A phase began or ended."""
    return _speak(run_id, attempt, Milestone.PHASE, progress=plain(progress))


def output(run_id: Any, attempt: int, progress: Progress) -> TaskRun | None:
    """Something of the result can be used already (see `progress.facts`)."""
    return _speak(run_id, attempt, Milestone.OUTPUT, progress=plain(progress))


def succeed(run_id: Any, attempt: int, result: Any, progress: Progress) -> TaskRun | None:
    """The work is done, and nobody asked to cancel it in the meantime."""
    full = plain(bar.complete(progress, timezone.now()))
    return _end(
        run_id,
        attempt,
        TaskState.SUCCESS,
        UNASKED,
        result=result,
        progress=full,
    )


def fail(
    run_id: Any,
    attempt: int,
    cause: Cause,
    error: str,
    facts: dict[str, Any] | None = None,
    detail: str = "",
) -> TaskRun | None:
    """The work is over and will not be tried again by itself."""
    why = _why(cause, error, facts, detail)
    return _end(run_id, attempt, TaskState.FAILURE, **why)


def retry(
    run_id: Any,
    attempt: int,
    cause: Cause,
    error: str,
    facts: dict[str, Any] | None = None,
    detail: str = "",
    delay: float | None = None,
) -> TaskRun | None:
    """Something failed that may pass: wait `delay` seconds (default: `backoff`) for the next
    attempt, or fail when all are used up. A run that somebody wants ended ends here."""
    if delay is None:
        delay = backoff.pause(run_id, attempt)
    why = _why(cause, error, facts, detail)
    again = _move(
        run_id,
        Milestone.RETRYING,
        Q(state__in=STARTED, attempt=attempt, attempts__gt=attempt) & UNASKED,
        state=TaskState.RETRY,
        run_at=timezone.now() + timedelta(seconds=delay),
        **UNSENT,
        lease_until=None,
        **why,
    )
    return (
        again
        or _end(run_id, attempt, TaskState.FAILURE, UNASKED, **why)
        or cancelled(run_id, attempt)
    )


def release(run_id: Any, attempt: int) -> TaskRun | None:
    """The worker is being restarted: the run goes back at once, and this attempt does not count
    against those that it may take."""
    return _move(
        run_id,
        Milestone.RETRYING,
        Q(state__in=STARTED, attempt=attempt) & UNASKED,
        state=TaskState.RETRY,
        attempts=F("attempts") + 1,
        cause=Cause.RESTARTED,
        error=Cause.RESTARTED,
        run_at=timezone.now(),
        **UNSENT,
        lease_until=None,
    )


def lose(run_id: Any, attempt: int, cause: Cause = Cause.WORKER_LOST) -> TaskRun | None:
    """Nobody works on this attempt any more. The first loss is bad luck and goes on at once."""
    run = TaskRun.objects.filter(pk=run_id).first()
    if run is None or run.attempt != attempt:
        return None
    if run.cancel_requested_at:
        return cancelled(run_id, attempt)
    delay = 0.0 if attempt == 1 else None
    return retry(run_id, attempt, cause, error=cause, delay=delay)


def move(run_id: Any, run_at: datetime | None) -> TaskRun | None:
    """A person wants a run that waits to begin at another time; None is now. How long it may then
    wait before it expires stays the same."""
    now = timezone.now()
    run = TaskRun.objects.filter(pk=run_id).first()
    if run is None:
        return None
    later = run_at if run_at is not None and run_at > now else None
    wait = patience(run)
    return _move(
        run_id,
        Milestone.RESCHEDULED,
        Q(state__in=WAITING, milestone=run.milestone) & UNASKED & ~overdue(now),
        run_at=later,
        expires_at=(later or now) + timedelta(seconds=wait) if wait is not None else None,
        **UNSENT,
    )


def expire(run_id: Any) -> TaskRun | None:
    """Nobody has begun it in time, and now nobody may."""
    now = timezone.now()
    return _move(
        run_id,
        Milestone.EXPIRED,
        overdue(now),
        state=TaskState.REVOKED,
        cause=Cause.EXPIRED,
        error=Cause.EXPIRED,
        finished_at=now,
        run_at=None,
    )


def overdue(now: datetime) -> Q:
    """Runs that have expired. One that was begun once does not: it is tried again to its end."""
    return Q(state=TaskState.PENDING, expires_at__isnull=False, expires_at__lte=now)


def patience(run: TaskRun) -> float | None:
    """Seconds from when a run is due until it expires; None when it never does."""
    if run.expires_at is None:
        return None
    return max(0.0, (run.expires_at - (run.run_at or run.created_at)).total_seconds())


def request_cancel(run_id: Any) -> TaskRun | None:
    """A person wants it ended: at once while it waits, else as soon as its worker hears of it."""
    now = timezone.now()
    waiting = _move(
        run_id,
        Milestone.CANCELLED,
        Q(state__in=WAITING),
        state=TaskState.REVOKED,
        cause=Cause.CANCELLED,
        cancel_requested_at=now,
        finished_at=now,
        run_at=None,
    )
    return waiting or _move(
        run_id,
        Milestone.CANCELLING,
        Q(state__in=STARTED) & UNASKED,
        cancel_requested_at=now,
    )


def cancelled(run_id: Any, attempt: int) -> TaskRun | None:
    """The worker stopped because somebody asked for it."""
    return _end(run_id, attempt, TaskState.REVOKED, cause=Cause.CANCELLED)


def lease() -> timedelta:
    """How long a worker may be silent."""
    return timedelta(seconds=settings.RUN_LEASE_SECONDS)


END = {
    TaskState.SUCCESS: Milestone.SUCCEEDED,
    TaskState.FAILURE: Milestone.FAILED,
    TaskState.REVOKED: Milestone.CANCELLED,
}


def _end(
    run_id: Any, attempt: int, state: TaskState, may: Q | None = None, **fields: Any
) -> TaskRun | None:
    return _move(
        run_id,
        END[state],
        Q(state__in=STARTED, attempt=attempt) & (may or Q()),
        state=state,
        finished_at=timezone.now(),
        lease_until=None,
        **fields,
    )


def _why(cause: Cause, error: str, facts: dict[str, Any] | None, detail: str) -> dict[str, Any]:
    return {"cause": cause, "error": error, "error_facts": facts or {}, "detail": detail}


def _speak(run_id: Any, attempt: int, type_: Milestone, **fields: Any) -> TaskRun | None:
    return _move(run_id, type_, Q(state__in=STARTED, attempt=attempt), **fields)


def _move(run_id: Any, type_: Milestone, may: Q, **fields: Any) -> TaskRun | None:
    now = timezone.now()
    with transaction.atomic():
        rows = TaskRun.objects.filter(may, pk=run_id)
        if not rows.update(milestone=F("milestone") + 1, changed_at=now, **fields):
            return None
        run = TaskRun.objects.get(pk=run_id)
        _fit_progress(run, type_)
        keep(run, type_)
    return run


def keep(run: TaskRun, type_: Milestone) -> None:
    """Write the milestone that `run` now stands at, let the domain follow, tell after commit."""
    live = plain(run.live())
    if type_ == Milestone.STARTED:
        live["worker"] = run.worker  # the row forgets it with the next attempt
    if traced := trace.current() or run.traceparent:
        live["trace"] = traced
    RunEvent.objects.create(run=run, n=run.milestone, type=type_, at=run.changed_at, live=live)
    run_moved.send(TaskRun, run=run, type=type_)
    transaction.on_commit(partial(teller.tell, run.pk))


def _fit_progress(run: TaskRun, type_: Milestone) -> None:
    """The phases on show follow the state: all wait in a new attempt, none runs in a run that
    waits, failed or was cancelled."""
    if type_ == Milestone.STARTED:
        fitting = plain(bar.restart(run.how_far))
    elif run.state in WAITING or run.state in ENDED:
        fitting = plain(bar.settle(run.how_far, TaskState(run.state)))
    else:
        return
    if fitting != run.progress:
        run.progress = fitting
        TaskRun.objects.filter(pk=run.pk).update(progress=fitting)
