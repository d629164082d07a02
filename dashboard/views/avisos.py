"""Notices, for the team: the feed as a page, and the newest for the drawer."""

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from dashboard.keyset import stretch
from dashboard.notice_lines import with_people
from dashboard.notice_search import Filters, filters_of, kinds_known
from dashboard.team import team_only
from dashboard.views.answers import page
from proyecto.progress import notices
from proyecto.progress.models import Notification

PER_PAGE = 30
IN_DRAWER = 20
# Names to choose from; others can be typed.
MOST_PEOPLE = 50
LABELS = {
    "": pgettext_lazy("notices", "Open"),
    "mios": pgettext_lazy("notices", "Mine"),
    "asignados": pgettext_lazy("notices", "Attended to"),
    "silenciados": pgettext_lazy("notices", "Muted"),
    "resueltos": pgettext_lazy("notices", "Resolved"),
}


@team_only
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Those that the address asks for, newest first, under the days when they last happened."""
    filters = filters_of(request.GET)
    before, after = request.GET.get("antes", ""), request.GET.get("despues", "")
    # Before the rows are read: what changes in between comes over the socket.
    seq = notices.newest()
    shown = stretch(filters.rows(request.user), PER_PAGE, before, after, by="last_at")
    with_people(shown.rows)
    kinds = kinds_known()
    if filters.tipo and filters.tipo not in kinds:
        kinds.append(filters.tipo)
    context: dict[str, Any] = {
        "stretch": shown,
        "days": [(day, list(rows)) for day, rows in groupby(shown.rows, _day)],
        "filters": filters,
        "seq": seq,
        "states": LABELS.items(),
        "kinds": kinds,
        "severities": Notification.Severity.values,
        "team": team()[:MOST_PEOPLE],
        "back": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "avisos/lista.html", page("avisos", section="avisos", **context))


@team_only
@require_safe
def cajon(request: HttpRequest) -> HttpResponse:
    """The newest that are open, without a page around them."""
    seq = notices.newest()
    rows = Filters(estado="", tipo="", gravedad="").rows(request.user)
    shown = with_people(rows.order_by("-last_at", "-pk")[:IN_DRAWER])
    return render(request, "avisos/_open.html", {"notices": shown, "seq": seq, "short": True})


def _day(notice: Notification) -> date:
    return timezone.localdate(notice.last_at)


def team() -> QuerySet[Any]:
    """Whom a notice may be given to."""
    people = get_user_model().objects.filter(is_staff=True, is_active=True)
    return people.order_by("username")
