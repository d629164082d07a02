"""Upload: the page, and the sample film for who has none at hand."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.access import runs_visible_to
from dashboard.cards import run_cards
from dashboard.views.answers import done, page, refused
from proyecto.dominio.models import Video
from proyecto.progress.launch import launch
from proyecto.progress.vocabulary import OPEN, TaskName

MOST_SHOWN = 20
MOST_SAMPLES = 3


def upload_facts(user: Any) -> dict[str, Any]:
    """What the drop zone must know."""
    return {
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "chunk_bytes": settings.UPLOAD_CHUNK_BYTES,
        "signed_in_as": user.pk,
    }


@login_required
@require_safe
def subir(request: HttpRequest) -> HttpResponse:
    """The drop zone, and what it started that is still under way."""
    runs = runs_visible_to(request.user).filter(owner=request.user.pk, state__in=OPEN)
    cards = run_cards(runs.select_related("owner")[:MOST_SHOWN])
    context = page("subir", cards=cards, staff=False, **upload_facts(request.user))
    return render(request, "subir.html", context)


@login_required
@require_POST
def muestra(request: HttpRequest) -> HttpResponse:
    """Have a sample film made on the spot, and processed like any other."""
    owner: Any = request.user
    busy = runs_visible_to(request.user).filter(
        owner=request.user.pk, task=TaskName.CREAR_MUESTRA, state__in=OPEN
    )
    if busy.count() >= MOST_SAMPLES:
        return refused(request, _("Some sample films are being made already."), "tareas")
    title = _("Sample film")
    with transaction.atomic():
        video = Video.objects.create(propietario=owner, titulo=title)
        launch(
            TaskName.CREAR_MUESTRA,
            video.pk,
            owner=owner,
            title=title,
            subject=video.asunto,
        )
    return done(request, "tareas")
