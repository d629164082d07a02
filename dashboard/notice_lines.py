"""Lines of the feed, as pages show them and as the socket brings them."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone, translation

from dashboard.notice_words import sentence
from proyecto.progress.models import Notification

LEVELS = {"error": "bad", "warning": "warn", "info": "info"}


def with_people(rows: Iterable[Notification]) -> list[Notification]:
    """Rows with all that a line shows, in as many queries as for one."""
    found = list(rows)
    people = ("acknowledged_by", "resolved_by", "events__who", "events__whom")
    prefetch_related_objects(found, "run", *people)
    return found


def line(notice: Notification, *, short: bool) -> str:
    """One line in the language and zone in force. `short`: for the drawer, with the two commands
    that are needed most."""
    return render_to_string("avisos/_line.html", {"notice": notice, "short": short})


def lines(
    rows: Iterable[Notification], language: str, zone: str, *, short: bool
) -> list[tuple[int, int, str]]:
    """(id, number, HTML) of each."""
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        return [(row.pk, row.seq, line(row, short=short)) for row in rows]


def says(rows: Iterable[Notification], language: str, zone: str) -> list[tuple[int, str, str]]:
    """(id, level, sentence) of each, to be told to who looks elsewhere."""
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        return [(row.pk, LEVELS[row.severity], sentence(row)) for row in rows]
