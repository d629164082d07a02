"""`/videos`."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File as Sent
from ninja import Router
from ninja.files import UploadedFile

from dashboard import removal
from dashboard.access import videos_visible_to
from dashboard.api.caller import Caller
from dashboard.api.http.answers import did, shape
from dashboard.api.http.bearer import READS, WRITES, caller_of
from dashboard.api.http.run_operations import Cursor, Limit
from dashboard.api.http.shapes import File, Video
from dashboard.api.http.things import file_of, id_of, newest_runs, not_now, the_one
from dashboard.api.once import Deed
from dashboard.api.paging import page_of
from dashboard.api.runs import shown
from dashboard.begin import NotNow
from dashboard.uploads.whole import fingerprint, take_whole
from proyecto.dominio.models import Subida
from proyecto.dominio.models import Video as Row
from proyecto.progress.events import plain
from proyecto.progress.models import TaskRun

router = Router(tags=["Videos"], auth=READS)


@router.get("", response=shape("Videos"), summary="List videos")
def list_videos(request: HttpRequest, limit: Limit = 50, cursor: Cursor = "") -> Any:
    """Newest first."""
    caller = caller_of(request)
    rows, after = page_of(videos_visible_to(caller), cursor, limit, "creado")
    return {"videos": videos(caller, rows), "next": after}


@router.post("", response={201: shape("VideoMade")}, auth=WRITES, summary="Upload a small video")
def upload_video(request: HttpRequest, file: Annotated[UploadedFile, Sent(...)]) -> Any:
    """As a form with a `file`, of one upload chunk (8 MiB) at most. Larger ones: by tus, at
    `/api/v1/uploads/`."""
    caller = caller_of(request)

    def take() -> Deed:
        row: Any = take_whole(caller.person, file, Subida.Proposito.VIDEO).video
        run = newest_runs(caller, [row])[row.asunto]
        (told,) = videos(caller, [row])
        return Deed({"video": told, "run": shown([run])[0]}, 201)

    return did(request, take, fingerprint(file))


@router.get("/{int:video_id}", response=shape("Video"), summary="One video")
def one_video(request: HttpRequest, video_id: int) -> Any:
    """With its files."""
    caller = caller_of(request)
    return videos(caller, [the_one(videos_visible_to(caller), video_id)])[0]


@router.delete("/{int:video_id}", response={204: None}, auth=WRITES, summary="Delete a video")
def delete_video(request: HttpRequest, video_id: int) -> Any:
    """With all its files. Not while a run is busy with it."""
    try:
        removal.remove_video(the_one(videos_visible_to(caller_of(request)), video_id))
    except NotNow as why:
        raise not_now(why) from None


@router.api_operation(
    ["GET", "HEAD"], "/{int:video_id}/files/{path:name}", summary="A file of a video"
)
async def video_file(request: HttpRequest, video_id: int, name: str) -> HttpResponseBase:
    """One that `files` names, or that one of those names; with `?download` to be kept."""
    visible = videos_visible_to(caller_of(request))
    return await file_of(request, visible, video_id, name, immutable=name.endswith(".m4s"))


def videos(caller: Caller, rows: list[Row]) -> list[dict[str, Any]]:
    """Each as it is told."""
    newest = newest_runs(caller, rows)
    return [plain(_told(row, newest.get(row.asunto))) for row in rows]


def _told(row: Row, run: TaskRun | None) -> Video:
    below = f"/api/v1/videos/{row.pk}/files/"
    return Video(
        id=row.pk,
        title=row.titulo,
        state=row.estado,
        created=row.creado,
        owner=row.propietario_id,
        seconds=row.duracion,
        width=row.ancho,
        height=row.alto,
        bytes=row.bytes_original,
        run=id_of(run),
        files=[File(kind, below + name) for kind, name in row.salidas.items()],
    )
