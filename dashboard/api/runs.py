"""Runs, as programs see and command them: the same over HTTP and WebSocket. Everything here blocks:
for a thread."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dashboard import run_commands
from dashboard.access import runs_visible_to
from dashboard.api.caller import Caller
from dashboard.api.errors import ApiError, Code
from dashboard.api.paging import page_of
from dashboard.rerun import refusal
from dashboard.run_filter import FIRST_YEAR, KIND, LAST_YEAR, STATES, in_one_of
from proyecto.progress.broadcast import event_of
from proyecto.progress.events import Position, plain
from proyecto.progress.models import TaskRun
from proyecto.progress.snapshot import Known, snapshot
from proyecto.progress.tokens import Scope
from proyecto.progress.vocabulary import ENDED, OPEN

LARGEST_N = 2**31 - 1
WANTED = {"open": OPEN, **STATES}


def list_runs(
    caller: Caller,
    state: str = "",
    task: str = "",
    limit: int = 50,
    cursor: str = "",
    since: datetime | None = None,
) -> tuple[list[dict[str, Any]], str]:
    """A page of the runs that they may see, newest first, and the cursor of the next; empty where
    there is none. `since` is when they were asked for."""
    caller.must(Scope.READ)
    rows = _wanted(runs_visible_to(caller), state, task)
    if since is not None:
        rows = rows.filter(created_at__gte=_bounded(since))
    found, after = page_of(rows, cursor, limit, "created_at")
    return shown(found), after


def one(caller: Caller, run_id: Any) -> dict[str, Any]:
    """One run as it stands."""
    caller.must(Scope.READ)
    return shown([run_of(caller, run_id)])[0]


def milestones(caller: Caller, run_id: Any, after: int = 0) -> list[dict[str, Any]]:
    """What happened to it after milestone number `after`, in order."""
    caller.must(Scope.READ)
    run = run_of(caller, run_id)
    at = snapshot([run])[str(run.pk)].at
    later = run.events.filter(n__gt=min(after, LARGEST_N)).order_by("n")
    return [_milestone(Position(at.epoch, at.seq, row.n), event_of(row)) for row in later]


def cancel(caller: Caller, run_id: Any) -> str:
    """Ask for its end: `cancelled` where it waited, `stopping`, or `asked` where somebody had asked
    before."""
    caller.must(Scope.WRITE)
    outcome = run_commands.cancel(run_of(caller, run_id), caller.person)
    if outcome == run_commands.ENDED:
        raise ApiError(Code.CONFLICT, _("It has already ended."))
    return outcome


def retry(caller: Caller, run_id: Any) -> TaskRun:
    """A new run of the same work."""
    caller.must(Scope.WRITE)
    with transaction.atomic():
        # Of two who ask at once, one is first.
        run = run_of(caller, run_id, held=True)
        if (why := refusal(run)) is not None:
            raise ApiError(Code.CONFLICT, why.sentence)
        return run_commands.again(run, caller.person)


def run_of(caller: Caller, run_id: Any, *, held: bool = False) -> TaskRun:
    """The run. What is somebody else's is not there, as what never was; `held` for the caller's
    transaction."""
    visible = runs_visible_to(caller)
    try:
        key = run_id if isinstance(run_id, UUID) else UUID(str(run_id))
    except ValueError:
        raise no_such_run() from None
    run = (visible.select_for_update() if held else visible).filter(pk=key).first()
    if run is None:
        raise no_such_run()
    return run


def no_such_run() -> ApiError:
    """To be raised."""
    return ApiError(Code.NOT_FOUND, _("There is no such task."))


def shown(runs: Iterable[TaskRun]) -> list[dict[str, Any]]:
    """Each as it is told: its live state, its place, and the result where it is over."""
    rows = list(runs)
    known = snapshot(rows)
    return [_shown(run, known[str(run.pk)]) for run in rows]


def _shown(run: TaskRun, known: Known) -> dict[str, Any]:
    told: dict[str, Any] = plain(known.live)
    told["at"] = _place(known.at)
    if known.live.state in ENDED:
        if not run.ended:  # it has come to its end since it was read
            run.refresh_from_db(fields=["result"])
        told["result"] = run.result
    return told


def _milestone(at: Position, event: Any) -> dict[str, Any]:
    return {
        "run": event.live.run,
        "at": _place(at),
        "kind": event.type,
        "time": event.at.isoformat(),
        "live": plain(event.live),
    }


def _place(at: Position) -> dict[str, Any]:
    return {"epoch": at.epoch, "seq": at.seq, "n": at.n}


def _bounded(since: datetime) -> datetime:
    """The moment itself. Further away, its like in UTC might not exist any more."""
    if not FIRST_YEAR <= since.year <= LAST_YEAR:
        raise ApiError(Code.BAD_REQUEST, _("There are no runs of that time."), field="since")
    return since


def _wanted(runs: QuerySet[TaskRun], state: str, task: str) -> QuerySet[TaskRun]:
    if state:
        if state not in WANTED:
            raise ApiError(Code.BAD_REQUEST, _("There is no such state."), field="state")
        runs = runs.filter(in_one_of(WANTED[state], runs))
    if task:
        if not KIND.fullmatch(task):
            raise ApiError(Code.BAD_REQUEST, _("There is no such kind of task."), field="task")
        runs = runs.filter(task=task)
    return runs
