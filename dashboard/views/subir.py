"""Upload: the page, and the sample film for who has none at hand."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from dashboard import begin
from dashboard.access import runs_visible_to
from dashboard.cards import run_cards
from dashboard.views.answers import done, page, refused
from proyecto.progress.vocabulary import OPEN

MOST_SHOWN = 20


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
    try:
        begin.sample(request.user)
    except begin.NotNow as why:
        return refused(request, why.sentence, "tareas")
    return done(request, "tareas")
