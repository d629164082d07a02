"""The team is told of runs that failed for good, and of those that lost their worker."""

from typing import Any

from proyecto.progress.models import TaskRun
from proyecto.progress.notices import Severity, notice
from proyecto.progress.record import run_moved
from proyecto.progress.vocabulary import KINDS, Cause, Kind, Milestone
from proyecto.progress.workers import node_of

# The kind of notice about work whose worker is gone.
LOST = "run_lost"


def listen() -> None:
    """Start listening."""
    run_moved.connect(_moved, dispatch_uid="progress.alarm")


def _moved(run: TaskRun, type: str, **_: Any) -> None:  # noqa: A002 - the signal's own word
    """In the transaction of the failure: both are written, or neither.

    What a person asked for and can't have, such as a film that is none, is their own matter: news
    for the team, and no alarm. What nobody asked for has nobody else to see to it.
    """
    if run.cause == Cause.WORKER_LOST and type in {Milestone.RETRYING, Milestone.FAILED}:
        _lost(run)
    kind = (KINDS.get(run.task) or Kind(run.task)).notice
    if type != Milestone.FAILED or not kind:
        return
    severity = Severity.ERROR
    if run.cause == Cause.REJECTED and run.owner_id is not None:
        kind, severity = "run_rejected", Severity.INFO
    facts = {
        "task": run.task,
        "title": run.title,
        "error": run.error,
        "error_facts": run.error_facts,
        "attempts": run.attempt,
    }
    notice(f"{kind}:{run.task}:{run.error or run.cause}", kind, severity, facts, run)


def _lost(run: TaskRun) -> None:
    """Whoever worked on it is gone. All of one worker's are one trouble."""
    worker = node_of(run.worker)
    facts = {"worker": worker, "task": run.task, "title": run.title}
    notice(f"{LOST}:{worker}", LOST, Severity.WARNING, facts, run)
