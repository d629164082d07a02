"""What Celery's result backend says of runs for which no worker speaks: those that were cancelled
or expired while they waited, or taken back from a worker that is gone. So programs that ask an
`AsyncResult` see what the ledger says."""

from typing import Any

from celery import current_app
from celery.exceptions import TaskRevokedError

from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState


class RunProblem(Exception):
    """The code of a run's error, for who asks Celery for the exception."""


def show(run: TaskRun) -> None:
    """Have Celery say what the ledger says. It keeps a SUCCESS whatever comes after it."""
    if run.state == TaskState.PENDING:
        # A delivery that was turned away has left STARTED behind.
        current_app.backend.forget(str(run.pk))
        return
    current_app.backend.store_result(str(run.pk), _result(run), run.state)


def _result(run: TaskRun) -> Any:
    if run.state == TaskState.SUCCESS:
        return run.result
    if run.state == TaskState.STARTED:
        return None
    return (TaskRevokedError if run.state == TaskState.REVOKED else RunProblem)(
        run.error or run.cause
    )
