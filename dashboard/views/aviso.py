"""What a member of the team does about a notice: attend to it, give it to somebody, put it back,
mute it for a time, resolve it with a note."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dashboard.team import team_only
from dashboard.views.answers import done, refused
from dashboard.views.avisos import team
from proyecto.progress import notices
from proyecto.progress.models import Notification

TIMES = {
    "1h": timedelta(hours=1),
    "8h": timedelta(hours=8),
    "1d": timedelta(days=1),
    "7d": timedelta(days=7),
}


@team_only
@require_POST
def atender(request: HttpRequest, aviso_id: int) -> HttpResponse:
    """Say that one looks after it."""
    return _answer(request, aviso_id, notices.acknowledge(aviso_id, request.user))


@team_only
@require_POST
def asignar(request: HttpRequest, aviso_id: int) -> HttpResponse:
    """Give it to a member of the team, oneself included."""
    to = team().filter(username=request.POST.get("a", "").strip()).first()
    if to is None:
        return refused(request, _("Nobody in the team has that name."), _back(request))
    return _answer(request, aviso_id, notices.assign(aviso_id, request.user, to))


@team_only
@require_POST
def soltar(request: HttpRequest, aviso_id: int) -> HttpResponse:
    """Put it back for anybody."""
    return _answer(request, aviso_id, notices.release(aviso_id, request.user))


@team_only
@require_POST
def silenciar(request: HttpRequest, aviso_id: int) -> HttpResponse:
    """Mute its cause for a time."""
    time = TIMES.get(request.POST.get("por", ""))
    if time is None:
        return refused(request, _("Choose for how long."), _back(request))
    return _answer(request, aviso_id, notices.mute(aviso_id, request.user, timezone.now() + time))


@team_only
@require_POST
def reactivar(request: HttpRequest, aviso_id: int) -> HttpResponse:
    """Unmute it before its time."""
    return _answer(request, aviso_id, notices.unmute(aviso_id, request.user))


@team_only
@require_POST
def resolver(request: HttpRequest, aviso_id: int) -> HttpResponse:
    """Say that it is over, perhaps with a note."""
    return _answer(request, aviso_id, notices.resolve(aviso_id, request.user, _note(request)))


@team_only
@require_POST
def resolver_todos(request: HttpRequest) -> HttpResponse:
    """Say of all open ones of a kind that they are over."""
    kind = request.POST.get("tipo", "")
    if not kind:
        return refused(request, _("Choose a kind."), _back(request))
    count = notices.resolve_kind(kind, request.user, _note(request))
    sentence = ngettext("%(n)d notice resolved.", "%(n)d notices resolved.", count) % {"n": count}
    return done(request, _back(request), sentence=sentence)


def _note(request: HttpRequest) -> str:
    return request.POST.get("nota", "").strip()


def _back(request: HttpRequest) -> str:
    return f"{reverse('avisos')}?{request.GET.urlencode()}".rstrip("?")


def _answer(request: HttpRequest, aviso_id: int, changed: Notification | None) -> HttpResponse:
    if changed is None:
        get_object_or_404(Notification, pk=aviso_id)
        sentence = _("Somebody was quicker: look at what it is like now.")
        return refused(request, sentence, _back(request))
    return done(request, _back(request))
