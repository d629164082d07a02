"""The filters of the list in words: what can be chosen, and what was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dashboard.formats import as_date
from dashboard.labels import task_label
from dashboard.run_filter import RunFilter

STATES = {
    "running": gettext_lazy("Running"),
    "waiting": gettext_lazy("Waiting"),
    "done": pgettext_lazy("plural", "Ready"),
    "failed": pgettext_lazy("plural", "Failed"),
    "cancelled": pgettext_lazy("plural", "Cancelled"),
}
DATES = {
    "hoy": gettext_lazy("Today"),
    "ayer": gettext_lazy("Yesterday"),
    "7d": gettext_lazy("Last 7 days"),
    "30d": gettext_lazy("Last 30 days"),
}
FIELDS = {
    "estado": gettext_lazy("state"),
    "de": gettext_lazy("whose"),
    "tipo": gettext_lazy("kind"),
    "fecha": gettext_lazy("date"),
    "desde": gettext_lazy("first day"),
    "hasta": gettext_lazy("last day"),
    "q": gettext_lazy("title"),
}
# What says where on the way through the list one is; another filter begins at its top.
PLACE = ("antes", "despues", "pagina")


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on, and the address of the list without it."""

    words: str
    href: str


def chips(asked: RunFilter, params: QueryDict) -> list[Chip]:
    """The filters that are on, in the order in which they are offered."""
    found: list[tuple[str, tuple[str, ...]]] = []
    if asked.estado:
        found.append((str(STATES[asked.estado]), ("estado",)))
    if asked.de:
        found.append((_("Mine"), ("de",)))
    if asked.tipo:
        found.append((task_label(asked.tipo), ("tipo",)))
    if asked.fecha:
        found.append((str(DATES[asked.fecha]), ("fecha",)))
    if asked.desde or asked.hasta:
        found.append((days(asked.desde, asked.hasta), ("desde", "hasta")))
    if asked.q:
        found.append((_("“%(text)s”") % {"text": asked.q}, ("q",)))
    return [Chip(words, without(params, *names)) for words, names in found]


def days(first: date | None, last: date | None) -> str:
    """A stretch of days, both included: "3 nov – 5 nov"."""
    if first is not None and first == last:
        return _day(first)
    if first is None:
        return _("until %(day)s") % {"day": _day(last)} if last else ""
    if last is None:
        return _("since %(day)s") % {"day": _day(first)}
    return f"{_day(first)} – {_day(last)}"


def without(params: QueryDict, *names: str) -> str:
    """The address of the list with what was asked for, less these."""
    kept = params.copy()
    for name in (*names, *PLACE):
        kept.pop(name, None)
    return f"?{kept.urlencode()}"


def unread(asked: RunFilter, params: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was asked for and means nothing: the name of each, and what was said."""
    return [(str(FIELDS[name]), params.get(name, "")[:40]) for name in asked.unread]


def _day(day: date) -> str:
    return as_date(day, "j M" if day.year == timezone.localdate().year else "j M Y")
