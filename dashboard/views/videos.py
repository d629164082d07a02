"""Videos: the library, the player's page, deletion, and the files."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.access import runs_visible_to, videos_visible_to
from dashboard.begin import NotNow
from dashboard.cards import VideoCard, run_cards, video_card
from dashboard.media import serve_stored
from dashboard.removal import remove_video
from dashboard.views.answers import done, page, refused
from dashboard.views.subir import upload_facts
from proyecto.dominio.models import Video

PER_PAGE = 24


@login_required
@require_safe
def biblioteca(request: HttpRequest) -> HttpResponse:
    """Every video that the person may see."""
    videos = videos_visible_to(request.user).select_related("propietario")
    shown = Paginator(videos, PER_PAGE).get_page(request.GET.get("pagina"))
    context = page(
        "videos",
        cards=_with_runs(request, list(shown.object_list)),
        page_obj=shown,
        staff=request.user.is_staff,
        **upload_facts(request.user),
    )
    return render(request, "videos/biblioteca.html", context)


@login_required
@require_safe
def video(request: HttpRequest, video_id: int) -> HttpResponse:
    """One video with its player."""
    (card,) = _with_runs(request, [_video(request, video_id)])
    context = page("video", card=card, run=card.run, staff=request.user.is_staff)
    return render(request, "videos/video.html", context)


@login_required
@require_POST
def borrar(request: HttpRequest, video_id: int) -> HttpResponse:
    """Delete a video with all its files."""
    try:
        remove_video(_video(request, video_id))
    except NotNow as why:
        return refused(request, why.sentence, "video", video_id)
    return done(request, "videos", sentence=_("The video was deleted."), go=True)


async def media(request: HttpRequest, video_id: int, path: str) -> HttpResponseBase:
    """A file of a video: a player's list, a segment, a picture, the film to download.

    Asked for hundreds of times a minute, so it is asynchronous; the right is checked every time.
    """
    user = await request.auser()
    found = await videos_visible_to(user).filter(pk=video_id).afirst() if user.pk else None
    if found is None:
        raise Http404
    name = f"{found.titulo or 'video'}.{path.rpartition('.')[2]}"
    return await serve_stored(
        request,
        default_storage,
        f"{found.carpeta}/{path}",
        download_as=name if "descargar" in request.GET else None,
        immutable=path.endswith(".m4s"),
    )


def _video(request: HttpRequest, video_id: int) -> Video:
    return get_object_or_404(
        videos_visible_to(request.user).select_related("propietario"), pk=video_id
    )


def _with_runs(request: HttpRequest, videos: list[Video]) -> list[VideoCard]:
    """Cards of videos, each with the newest run about it."""
    subjects: Any = [one.asunto for one in videos]
    runs = runs_visible_to(request.user).filter(subject__in=subjects).select_related("owner")
    newest = {run.subject: run for run in runs.order_by("created_at")}
    cards = {card.id: card for card in run_cards(newest.values())}
    return [
        video_card(one, cards.get(str(newest[one.asunto].pk)) if one.asunto in newest else None)
        for one in videos
    ]
