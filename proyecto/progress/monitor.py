"""Celery's events for programs such as Flower, where Celery does not send them itself: how far a
run is, and what became of one for which no worker speaks.

Flower sees no rows and no results, only events, and of a custom one ("task-progress") it makes the
state PROGRESS. An event is one PUBLISH, heard by nobody unless somebody listens.
"""

import json
from typing import Any
from uuid import UUID

from celery import current_app

from proyecto.progress.events import Progress
from proyecto.progress.models import RunEvent, TaskRun
from proyecto.progress.vocabulary import Cause, Milestone
from proyecto.progress.workers import node_of

# Of these Celery's worker has told that they failed, or nothing.
TAKEN_BACK = frozenset({Cause.WORKER_LOST, Cause.TIMEOUT, Cause.RESTARTED})


def tell_progress(run_id: str, task: str, worker: str, progress: Progress) -> None:
    """A run is this far. With the name of its task: who listens may have missed its beginning."""
    far = {"phase": progress.phase, "percent": progress.permille / 10}
    _send("task-progress", run_id, worker, name=task, result=json.dumps(far))


def tell_again(run_id: str, worker: str, milestone: int) -> None:
    """An attempt has begun, with this milestone: that the one before was lost was no failure."""
    earlier = RunEvent.objects.filter(run_id=UUID(run_id), type=Milestone.RETRYING, n__lt=milestone)
    before = earlier.order_by("-n").first()
    if before is not None and before.live["cause"] in TAKEN_BACK:
        _send("task-retried", run_id, worker, exception=before.live["cause"], traceback="")


def tell_revoked(run: TaskRun) -> None:
    """A run was ended by a person or by its deadline. Of what no worker ever had, no monitor has
    heard either."""
    if run.worker:
        _send("task-revoked", str(run.pk), run.worker, terminated=False, signum=None, expired=False)


def _send(event: str, run_id: str, worker: str, **fields: Any) -> None:
    hostname = node_of(worker)
    with current_app.events.default_dispatcher(hostname=hostname) as dispatcher:
        dispatcher.send(event, uuid=run_id, retry=False, **fields)
