"""`estado_tarea`: where a run stands, as JSON, for programs. Explained in docs/live-protocol.md."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboard.access import runs_visible_to
from dashboard.causes import error_cause
from proyecto.progress.events import LiveState
from proyecto.progress.models import TaskRun
from proyecto.progress.snapshot import snapshot
from proyecto.progress.vocabulary import ENDED, Cause, TaskState

# Celery's own word for a task that tells how far it is; no state of the ledger.
PROGRESS = "PROGRESS"


@require_safe
@never_cache
def estado_tarea(request: HttpRequest, task_id: str) -> JsonResponse:
    """`task_id, estado, listo, exitoso`, and at the end `resultado` or `error`."""
    if not request.user.is_authenticated:
        return JsonResponse({"task_id": task_id, "error": _("Sign in first.")}, status=401)
    run = _run(request, task_id)
    if run is None:
        return JsonResponse({"task_id": task_id, "error": _("There is no such task.")}, status=404)
    return JsonResponse(estado_of(run))


def estado_of(run: TaskRun) -> dict[str, Any]:
    """The same of a run that is at hand."""
    live = snapshot([run])[str(run.pk)].live
    answer: dict[str, Any] = {
        "task_id": live.run,
        "estado": celery_state(live),
        "listo": live.state in ENDED,
        "exitoso": live.state == TaskState.SUCCESS,
    }
    if live.state == TaskState.SUCCESS:
        run.refresh_from_db(fields=["result"])  # it may have ended since it was read
        answer["resultado"] = run.result
    elif live.state in ENDED:
        answer["error"] = what_went_wrong(live)
    return answer


def celery_state(live: LiveState) -> str:
    """Celery's word: that of the ledger, and PROGRESS from the first report of an attempt on."""
    progress = live.progress
    told = progress.phase or progress.message or progress.done is not None
    return PROGRESS if live.state == TaskState.STARTED and told else str(live.state)


def what_went_wrong(live: LiveState) -> str:
    """The sentence that the page shows."""
    if live.cause == Cause.CANCELLED:
        return _("It was cancelled.")
    return error_cause(live.error, live.error_facts)


def _run(request: HttpRequest, task_id: str) -> TaskRun | None:
    """The run, if there is one and it is for this person's eyes."""
    try:
        key = UUID(task_id)
    except ValueError:
        return None
    return runs_visible_to(request.user).filter(pk=key).first()
