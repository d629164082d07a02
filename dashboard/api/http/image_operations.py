"""`/images`."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File as Sent
from ninja import Form, Router
from ninja.files import UploadedFile

from dashboard import removal
from dashboard.access import images_visible_to
from dashboard.api.caller import Caller
from dashboard.api.http.answers import did, shape
from dashboard.api.http.bearer import READS, WRITES, caller_of
from dashboard.api.http.run_operations import Cursor, Limit
from dashboard.api.http.shapes import File, Image
from dashboard.api.http.things import file_of, id_of, newest_runs, the_one
from dashboard.api.once import Deed
from dashboard.api.paging import page_of
from dashboard.api.runs import shown
from dashboard.uploads.whole import fingerprint, take_whole
from proyecto.dominio.models import ImagenProducto, Subida
from proyecto.progress.events import plain
from proyecto.progress.models import TaskRun

router = Router(tags=["Images"], auth=READS)


@router.get("", response=shape("Images"), summary="List pictures")
def list_images(request: HttpRequest, limit: Limit = 50, cursor: Cursor = "") -> Any:
    """Newest first."""
    caller = caller_of(request)
    rows, after = page_of(images_visible_to(caller), cursor, limit, "creado")
    return {"images": images(caller, rows), "next": after}


@router.post("", response={201: shape("ImageMade")}, auth=WRITES, summary="Upload a small picture")
def upload_image(
    request: HttpRequest,
    file: Annotated[UploadedFile, Sent(...)],
    product: Annotated[str, Form("", max_length=17, description="The key of a product.")] = "",
) -> Any:
    """As a form with a `file`, of one upload chunk (8 MiB) at most. Larger ones: by tus, at
    `/api/v1/uploads/images/`."""
    caller = caller_of(request)

    def take() -> Deed:
        taken = take_whole(caller.person, file, Subida.Proposito.IMAGEN, producto=product)
        row: Any = taken.imagen
        run = newest_runs(caller, [row])[row.asunto]
        (told,) = images(caller, [row])
        return Deed({"image": told, "run": shown([run])[0]}, 201)

    return did(request, take, [product, fingerprint(file)])


@router.get("/{int:image_id}", response=shape("Image"), summary="One picture")
def one_image(request: HttpRequest, image_id: int) -> Any:
    """With its files."""
    caller = caller_of(request)
    return images(caller, [the_one(images_visible_to(caller), image_id)])[0]


@router.delete("/{int:image_id}", response={204: None}, auth=WRITES, summary="Delete a picture")
def delete_image(request: HttpRequest, image_id: int) -> Any:
    """With all its files; a run that is busy with it ends."""
    removal.remove_image(the_one(images_visible_to(caller_of(request)), image_id))


@router.api_operation(
    ["GET", "HEAD"], "/{int:image_id}/files/{path:name}", summary="A file of a picture"
)
async def image_file(request: HttpRequest, image_id: int, name: str) -> HttpResponseBase:
    """One that `files` names; with `?download` to be kept."""
    return await file_of(request, images_visible_to(caller_of(request)), image_id, name)


def images(caller: Caller, rows: list[ImagenProducto]) -> list[dict[str, Any]]:
    """Each as it is told."""
    newest = newest_runs(caller, rows)
    return [plain(_told(row, newest.get(row.asunto))) for row in rows]


def _told(row: ImagenProducto, run: TaskRun | None) -> Image:
    below = f"/api/v1/images/{row.pk}/files/"
    return Image(
        id=row.pk,
        name=row.nombre,
        processed=row.procesada,
        created=row.creado,
        owner=row.propietario_id,
        product=row.producto_id,
        width=row.ancho,
        height=row.alto,
        bytes=row.bytes_original,
        run=id_of(run),
        files=[
            File(kind, below + made["archivo"], made["bytes"]) for kind, made in row.salidas.items()
        ],
    )
