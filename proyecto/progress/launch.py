"""Start work: row first, message after commit. No broker is touched inside a request."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from proyecto.progress import bar, policy, queues, record, trace
from proyecto.progress.events import plain
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import KINDS, Kind, Milestone
from proyecto.progress.weights import weights


def launch(
    task: str,
    *args: Any,
    owner: Any = None,
    title: str = "",
    subject: str = "",
    size: float | None = None,
    run_at: datetime | None = None,
    expires: float | datetime | None = None,
    queue: str | None = None,
    retry_policy: Mapping[str, Any] | None = None,
    retry_of: TaskRun | None = None,
    run_id: Any = None,
    **kwargs: Any,
) -> TaskRun:
    """Ask for one run of `task` and return its row.

    `owner` is the person who may see it, None for staff only; `title` what they read; `subject`
    what it is about ("video:12"), `size` how much work it is, where that is known already, in the
    kind's unit. `args` and `kwargs` are the task's own and must be JSON.
    The row is written in the caller's transaction, so work and reason for it stand or fall
    together; a worker hears of it after commit, or when the broker is back, or at `run_at`.

    Not begun when it `expires` (seconds after it is due, or a moment; the kind's own unless given),
    it is not begun at all. `retry_policy` is explained in `proyecto.progress.policy`. Raises
    UnknownQueue for a `queue` that no worker serves.
    """
    kind = KINDS.get(task) or Kind(task)
    now = timezone.now()
    run = TaskRun(
        task=str(task),
        args=list(args),
        kwargs=kwargs,
        queue=queues.checked(queue) if queue else kind.queue,
        title=title,
        subject=subject,
        size=size,
        owner=owner,
        retry_of=retry_of,
        attempts=kind.attempts,
        milestone=1,
        run_at=run_at,
        expires_at=_deadline(kind.expires if expires is None else expires, run_at or now),
        retry_policy=policy.checked(retry_policy),
        progress=plain(bar.fresh(weights(kind))),
        created_at=now,
        changed_at=now,
    )
    if run_id is not None:
        run.pk = run_id
    facts: dict[str, Any] = {"avance.run": str(run.pk), "avance.queue": run.queue}
    with trace.span(f"launch {run.task}", "producer", **facts) as asked, transaction.atomic():
        run.traceparent = asked.traceparent or None
        run.save(force_insert=True)
        record.keep(run, Milestone.QUEUED)
    return run


def again(run: TaskRun) -> TaskRun:
    """A new run of what `run`, which has ended, was to do."""
    return launch(
        run.task,
        *run.args,
        owner=run.owner,
        title=run.title,
        subject=run.subject,
        size=run.size,
        queue=run.queue if queues.known(run.queue) else None,
        expires=record.patience(run) or None,  # one without any would be over at once
        retry_policy=run.retry_policy,
        retry_of=run,
        **run.kwargs,
    )


def _deadline(expires: float | datetime | None, due: datetime) -> datetime | None:
    if expires is None or isinstance(expires, datetime):
        return expires
    return due + timedelta(seconds=expires)
