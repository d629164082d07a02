"""What is periodic, for the team: what comes when, how it went, run now, pause."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_celery_beat.models import PeriodicTask

from dashboard import begin
from dashboard.labels import entry_label
from dashboard.schedule_cards import beat_card, entry_cards
from dashboard.schedule_notes import note_change
from dashboard.team import team_only
from dashboard.views.answers import done, page, refused
from proyecto.progress.timetable import deleted, put_back

HOME = "programadas"


@team_only
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Every entry, and whether anybody starts what is due."""
    context = page(
        "programadas",
        cards=entry_cards(),
        beat=beat_card(),
        deleted=deleted(settings.CELERY_BEAT_SCHEDULE),
    )
    return render(request, "programadas/lista.html", context)


@team_only
@require_POST
@transaction.atomic
def ahora(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Have an entry run now, besides its own moments. The run belongs to who asked."""
    entry = _held(entry_id)
    try:
        begin.periodic(entry, request.user)
    except begin.NotNow as why:
        return refused(request, why.sentence, HOME)
    said = _("%(entry)s: it runs now.") % {"entry": entry_label(entry.name)}
    return done(request, HOME, sentence=said)


@team_only
@require_POST
def pausar(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Have nothing of it started any more."""
    return _switch(request, entry_id, enabled=False)


@team_only
@require_POST
def reanudar(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Have it started again, from its next moment on: what was due in the pause is not missed."""
    return _switch(request, entry_id, enabled=True)


@team_only
@require_POST
def reponer(request: HttpRequest, name: str) -> HttpResponse:
    """Put an entry back that somebody deleted in the administration."""
    if name not in deleted(settings.CELERY_BEAT_SCHEDULE):
        raise Http404
    with transaction.atomic():
        put_back(name, settings.CELERY_BEAT_SCHEDULE[name])
        note_change(request.user, PeriodicTask.objects.get(name=name), "put back", "restore")
    said = _("%(entry)s is back.") % {"entry": entry_label(name)}
    return done(request, HOME, sentence=said)


@transaction.atomic
def _switch(request: HttpRequest, entry_id: int, *, enabled: bool) -> HttpResponse:
    entry = _held(entry_id)
    if entry.enabled != enabled:
        entry.enabled = enabled
        entry.save()
        done_so = ("resumed", "resume") if enabled else ("paused", "pause")
        note_change(request.user, entry, *done_so)
    words = _("%(entry)s starts again.") if enabled else _("%(entry)s is paused.")
    return done(request, HOME, sentence=words % {"entry": entry_label(entry.name)})


def _held(entry_id: int) -> Any:
    """The entry, for this transaction: beat counts in the same row."""
    return get_object_or_404(PeriodicTask.objects.select_for_update(), pk=entry_id)
