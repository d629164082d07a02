"""`/runs` and `/tasks`."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from dashboard.api import runs, starting
from dashboard.api.http.answers import answered, did, shape
from dashboard.api.http.bearer import READS, WRITES, caller_of
from dashboard.api.once import Deed
from dashboard.api.paging import MOST
from dashboard.views.estado import estado_of
from proyecto.progress.tokens import Scope

router = Router(tags=["Runs"], auth=READS)

State = Literal["", "open", "running", "waiting", "done", "failed", "cancelled"]
Limit = Annotated[int, Query(50, ge=1, le=MOST)]
Cursor = Annotated[str, Query("", max_length=100, description="`next` of the page before.")]


class Start(Schema, extra="forbid"):
    """What is to be begun."""

    task: str = Field(examples=["generar_reporte_ventas"])
    args: dict[str, Any] = Field(default={}, examples=[{"year": 2026, "month": 10}])


@router.get("", response=shape("Runs"), summary="List runs")
def list_runs(
    request: HttpRequest,
    limit: Limit = 50,
    cursor: Cursor = "",
    state: State = "",
    task: Annotated[str, Query("", max_length=100)] = "",
    since: Annotated[datetime | None, Query(None, description="Asked for since then.")] = None,
) -> Any:
    """Newest first."""
    if since is not None and timezone.is_naive(since):
        since = timezone.make_aware(since)
    found, cursor = runs.list_runs(caller_of(request), state, task, limit, cursor, since)
    return {"runs": found, "next": cursor}


@router.post("", response={201: shape("Run")}, auth=WRITES, summary="Start work")
def start_run(request: HttpRequest, what: Start) -> Any:
    """`GET /tasks` tells what may be started, with which arguments. With the same
    `Idempotency-Key` again, it is the same run, as it is by then."""
    caller = caller_of(request)
    key = request.headers.get("Idempotency-Key", "")
    run, again = starting.started(caller, what.task, what.args, key)
    told = runs.shown([run])[0]
    return answered(told, 201, again=again, location=f"/api/v1/runs/{run.pk}")


@router.get("/{run_id}", response=shape("Run"), summary="One run")
def one_run(request: HttpRequest, run_id: str) -> Any:
    """As it stands."""
    return runs.one(caller_of(request), run_id)


@router.get("/{run_id}/milestones", response=shape("Milestones"), summary="What happened to a run")
def run_milestones(
    request: HttpRequest, run_id: str, after: Annotated[int, Query(0, ge=0)] = 0
) -> Any:
    """In order, `after` a number on; none is ever missing."""
    return {"milestones": runs.milestones(caller_of(request), run_id, after)}


@router.get("/{run_id}/estado", response=shape("Estado"), summary="Where a run stands")
def run_estado(request: HttpRequest, run_id: str) -> Any:
    """In Celery's words, as `/tareas/<task_id>/estado/` says it."""
    caller = caller_of(request)
    caller.must(Scope.READ)
    return estado_of(runs.run_of(caller, run_id))


@router.post("/{run_id}/cancel", response=shape("Outcome"), auth=WRITES, summary="Cancel a run")
def cancel_run(request: HttpRequest, run_id: str) -> Any:
    """Ask for its end."""
    return did(request, lambda: Deed({"outcome": runs.cancel(caller_of(request), run_id)}))


@router.post("/{run_id}/retry", response={201: shape("Run")}, auth=WRITES, summary="Try again")
def retry_run(request: HttpRequest, run_id: str) -> Any:
    """A new run of the same work, of one that did not go well."""

    def again() -> Deed:
        run = runs.retry(caller_of(request), run_id)
        return Deed(runs.shown([run])[0], 201)

    return did(request, again)


tasks = Router(tags=["Runs"], auth=READS)


@tasks.get("", response=shape("Kinds"), summary="What may be started")
def list_tasks(request: HttpRequest) -> Any:
    """By this token: nothing without the scope `write`."""
    return {"tasks": starting.startable(caller_of(request))}
