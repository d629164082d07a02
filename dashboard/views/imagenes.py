"""Pictures of products: the gallery, deletion, and the files."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.access import images_visible_to, runs_visible_to
from dashboard.cards import run_cards
from dashboard.image_cards import ImageCard, image_card
from dashboard.media import serve_stored
from dashboard.removal import remove_image
from dashboard.uploads.names import title_of
from dashboard.views.answers import done, page
from dashboard.views.subir import upload_facts
from proyecto.dominio.models import ImagenProducto, Producto

PER_PAGE = 24
MOST_PRODUCTS = 500


@login_required
@require_safe
def galeria(request: HttpRequest) -> HttpResponse:
    """Every picture that the person may see, and where new ones are dropped."""
    images = images_visible_to(request.user).select_related("propietario", "producto")
    shown = Paginator(images, PER_PAGE).get_page(request.GET.get("pagina"))
    facts = upload_facts(request.user) | {"max_bytes": settings.UPLOAD_IMAGE_MAX_BYTES}
    context = page(
        "imagenes",
        cards=_with_runs(request, list(shown.object_list)),
        page_obj=shown,
        products=Producto.objects.order_by("categoria", "nombre")[:MOST_PRODUCTS],
        staff=request.user.is_staff,
        **facts,
    )
    return render(request, "imagenes/galeria.html", context)


@login_required
@require_POST
def borrar(request: HttpRequest, imagen_id: int) -> HttpResponse:
    """Delete a picture with all its files; a run that is busy with it ends."""
    doomed = get_object_or_404(images_visible_to(request.user), pk=imagen_id)
    remove_image(doomed)
    return done(request, "imagenes", sentence=_("The picture was deleted."), go=True)


async def media(request: HttpRequest, imagen_id: int, path: str) -> HttpResponseBase:
    """One file that was made of a picture, to be seen or, with `?descargar`, to be kept."""
    imagen = await _visible(request, imagen_id)
    name = f"{title_of(imagen.nombre)}.{path.rpartition('.')[2]}"
    return await serve_stored(
        request,
        default_storage,
        f"{imagen.carpeta}/{path}",
        download_as=name if "descargar" in request.GET else None,
    )


async def original(request: HttpRequest, imagen_id: int) -> HttpResponseBase:
    """The file as it was uploaded, with all that it tells; only ever to be kept."""
    imagen = await _visible(request, imagen_id)
    if not imagen.archivo:
        raise Http404
    return await serve_stored(request, default_storage, imagen.archivo, download_as=imagen.nombre)


async def _visible(request: HttpRequest, imagen_id: int) -> ImagenProducto:
    user = await request.auser()
    found = await images_visible_to(user).filter(pk=imagen_id).afirst() if user.pk else None
    if found is None:
        raise Http404
    return found


def _with_runs(request: HttpRequest, images: list[ImagenProducto]) -> list[ImageCard]:
    """Cards of pictures, each with the newest run about it."""
    subjects: Any = [one.asunto for one in images]
    runs = runs_visible_to(request.user).filter(subject__in=subjects).select_related("owner")
    newest = {run.subject: run for run in runs.order_by("created_at")}
    cards = {card.id: card for card in run_cards(newest.values())}
    return [
        image_card(one, cards.get(str(newest[one.asunto].pk)) if one.asunto in newest else None)
        for one in images
    ]
