"""What people order a run to do, for one and for many. What one of the team does to the run of
somebody else is written down."""

from typing import Any

from django.db import transaction

from proyecto.progress import actions, launch, record
from proyecto.progress.models import TaskRun

# What became of an order to cancel.
CANCELLED, STOPPING, ASKED, ENDED = "cancelled", "stopping", "asked", "ended"


def cancel(run: TaskRun, by: Any) -> str:
    """Ask for the end of a run. It is `cancelled` at once while it waits, `stopping` while it runs;
    or somebody had `asked` before, or it had `ended`."""
    with transaction.atomic():
        moved = record.request_cancel(run.pk)
        if moved is not None:
            _note(by, "run.cancel", run)
    if moved is None:
        run.refresh_from_db(fields=["state", "cancel_requested_at"])
        return ENDED if run.ended else ASKED
    return CANCELLED if moved.ended else STOPPING


def again(run: TaskRun, by: Any) -> TaskRun:
    """A new run of the same work; `dashboard.rerun` says whether that may be."""
    with transaction.atomic():
        new = launch.again(run)
        _note(by, "run.retry", run)
    return new


def _note(by: Any, verb: str, run: TaskRun) -> None:
    if run.owner_id != by.pk:
        actions.note(by, verb, run.title or run.task, {"run": str(run.pk)})
