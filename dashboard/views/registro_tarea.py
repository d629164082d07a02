"""The log of a run: all of it as a file, and the part before what a page shows."""

from itertools import islice
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard import log_lines
from dashboard.access import runs_visible_to
from dashboard.labels import task_label
from dashboard.log_labels import level_label
from dashboard.log_lines import LineCard, Place
from proyecto.progress.models import TaskRun

LINES_A_PIECE = 500


@login_required
@require_safe
def descargar(request: HttpRequest, run_id: UUID) -> StreamingHttpResponse:
    """All lines as plain text, in the reader's language and zone."""
    run = _run(request, run_id)
    response = StreamingHttpResponse(
        _pieces(run, translation.get_language(), timezone.get_current_timezone()),
        content_type="text/plain; charset=utf-8",
    )
    name = f"registro-{str(run.pk)[:8]}.txt"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def anteriores(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The lines before the oldest that a page shows, for a page that asks at a click."""
    try:
        before = Place(int(request.GET["antes"]), int(request.GET["hasta"]))
        part = log_lines.newest(_run(request, run_id), before)
    except (KeyError, ValueError, OverflowError, OSError):
        return HttpResponseBadRequest(_("That is no place in the log."))
    response = render(request, "tareas/_lines.html", {"log": part})
    response["X-Earlier"] = "1" if part.earlier else "0"
    response["Cache-Control"] = "private, no-store"
    return response


def _run(request: HttpRequest, run_id: UUID) -> TaskRun:
    return get_object_or_404(runs_visible_to(request.user), pk=run_id)


async def _pieces(run: TaskRun, language: str | None, zone: Any) -> Any:
    """Some lines at a time; the reader's settings belong to a thread, so each piece sets them."""
    lines = log_lines.every(run)

    def piece() -> str:
        with translation.override(language), timezone.override(zone):
            return "".join(_written(line) for line in islice(lines, LINES_A_PIECE))

    yield await sync_to_async(_head)(run, language, zone)
    while text := await sync_to_async(piece)():
        yield text


def _head(run: TaskRun, language: str | None, zone: Any) -> str:
    with translation.override(language):
        name = str(task_label(run.task))
    return f"# {run.title or name}\n# {name} {run.pk}\n# {zone}\n"


def _written(line: LineCard) -> str:
    at = timezone.localtime(line.at).isoformat(sep=" ", timespec="milliseconds")
    return f"{at}\t{line.attempt}\t{level_label(line.level)}\t{line.text}\n"
