"""What films, pictures and reports have in common, as programs see them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from dashboard.access import runs_visible_to
from dashboard.api.caller import Caller
from dashboard.api.errors import ApiError, Code
from dashboard.begin import NotNow
from dashboard.media import serve_stored
from proyecto.progress.models import TaskRun


def newest_runs(caller: Caller, things: Iterable[Any]) -> dict[str, TaskRun]:
    """The newest run about each, by its subject."""
    subjects: Any = [thing.asunto for thing in things]
    runs = runs_visible_to(caller).filter(subject__in=subjects)
    return {run.subject: run for run in runs.order_by("created_at")}


def id_of(run: TaskRun | None) -> str | None:
    """As programs know it."""
    return str(run.pk) if run else None


def the_one(visible: Any, pk: int | UUID) -> Any:
    """The row, if they may see it; else it is not there."""
    found = visible.filter(pk=pk).first()
    if found is None:
        raise ApiError(Code.NOT_FOUND, _("There is no such thing."))
    return found


def not_now(why: NotNow) -> ApiError:
    """To be raised."""
    return ApiError(Code.CONFLICT, why.sentence)


async def file_of(
    request: HttpRequest, visible: Any, pk: int, name: str, *, immutable: bool = False
) -> HttpResponseBase:
    """A file of a thing's folder; the same answer where the thing is not theirs and where it has
    no such file. A program that goes on with one gets all of the rest."""
    found = await visible.filter(pk=pk).afirst()
    if found is None:
        raise Http404
    stored = f"{found.carpeta}/{name}"
    download = name.rpartition("/")[2] if "download" in request.GET else None
    return await serve_stored(
        request, default_storage, stored, download_as=download, immutable=immutable, cut=False
    )
