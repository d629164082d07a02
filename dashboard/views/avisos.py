"""Notices, for the team: what somebody should look at, who does, and what is over."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.team import team_only
from dashboard.views.answers import done, page, refused
from proyecto.progress import notices
from proyecto.progress.models import Notification

PER_PAGE = 30


@team_only
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """The open ones, or those that are over, newest first; of one kind or of all."""
    over, kind = request.GET.get("estado") == "resueltos", request.GET.get("tipo", "")
    rows = Notification.objects.filter(resolved_at__isnull=not over)
    kinds = sorted(set(rows.order_by().values_list("kind", flat=True)) | ({kind} - {""}))
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.select_related("run", "acknowledged_by", "resolved_by")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "notices": shown.object_list,
        "page_obj": shown,
        "over": over,
        "kind": kind,
        "kinds": kinds,
    }
    return render(request, "avisos/lista.html", page("", section="avisos", **context))


@team_only
@require_POST
def atender(request: HttpRequest, aviso_id: int) -> HttpResponse:
    """Say that one looks after it."""
    return _change(request, aviso_id, notices.acknowledge)


@team_only
@require_POST
def resolver(request: HttpRequest, aviso_id: int) -> HttpResponse:
    """Say that it is over."""
    return _change(request, aviso_id, notices.resolve)


def _change(
    request: HttpRequest, aviso_id: int, change: Callable[[int, Any], Notification | None]
) -> HttpResponse:
    get_object_or_404(Notification, pk=aviso_id)
    back = f"{reverse('avisos')}?{request.GET.urlencode()}".rstrip("?")
    if change(aviso_id, request.user) is None:
        return refused(request, _("Somebody was quicker: it is not open any more."), back)
    return done(request, back)
