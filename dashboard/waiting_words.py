"""Why it is not running, in one sentence, and how long it will be."""

from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext, pgettext

from dashboard.formats import clock, countdown, day_and_clock, from_now
from dashboard.left_words import left_words
from dashboard.waiting import Waiting

PLAIN = {
    "away": gettext_lazy(
        "Saved. It waits for the queue service and starts by itself when that answers."
    ),
    "next": gettext_lazy("A worker is free: it starts at any moment."),
    "unknown": gettext_lazy("Waiting for a free worker. It starts by itself."),
}
COMMAND = "python -m celery --app=proyecto worker --queues="


def waiting_span(waiting: Waiting, staff: bool) -> SafeString:
    """The element of a page that says it."""
    words = waiting_words(waiting, staff)
    return format_html('<span class="waiting" id="waiting-{}">{}</span>', waiting.run, words)


def waiting_words(waiting: Waiting, staff: bool) -> SafeString:
    """The whole of it; the team is told names and what to do."""
    sentence = _sentence(waiting, staff)
    left = _left(waiting)
    return format_html("{} {}", sentence, left) if left else format_html("{}", sentence)


def _sentence(waiting: Waiting, staff: bool) -> SafeString | str:
    match waiting.cause:
        case "scheduled":
            return _scheduled(waiting)
        case "retry":
            return _retry(waiting)
        case "away" | "next" | "unknown":
            return str(PLAIN[waiting.cause])
        case "busy":
            return _busy(waiting)
    return {"paused": _paused, "unserved": _unserved, "ahead": _ahead}[waiting.cause](
        waiting, staff
    )


def _scheduled(waiting: Waiting) -> SafeString | str:
    if waiting.run_at is None:
        return str(PLAIN["unknown"])
    starts = _("Starts %(when)s") % {"when": day_and_clock(waiting.run_at)}
    return format_html("{}, {}.", starts, _time(waiting.run_at, "data-in"))


def _retry(waiting: Waiting) -> SafeString | str:
    if waiting.run_at is None:
        return str(PLAIN["unknown"])
    facts = {"n": waiting.attempt + 1, "of": waiting.attempts}
    said = _("It waits before attempt %(n)d of %(of)d, which starts") % facts
    return format_html("{} {}.", said, _time(waiting.run_at, "data-count"))


def _paused(waiting: Waiting, staff: bool) -> str:
    when = day_and_clock(waiting.paused_at) if waiting.paused_at else ""
    if staff and waiting.paused_by:
        facts = {"name": waiting.paused_by, "queue": waiting.queue, "when": when}
        return _("%(name)s paused the queue %(queue)s %(when)s.") % facts
    said = _("Somebody of the team paused this queue %(when)s; it starts when the queue goes on.")
    return said % {"when": when}


def _unserved(waiting: Waiting, staff: bool) -> SafeString | str:
    if not staff:
        return _("No worker is there for this queue now; it starts by itself as soon as one comes.")
    said = _("No worker listens to the queue %(queue)s. This starts one:")
    command = f"{COMMAND}{waiting.queue}"
    return format_html("{} <code>{}</code>", said % {"queue": waiting.queue}, command)


def _ahead(waiting: Waiting, staff: bool) -> str:
    n = waiting.ahead
    said = npgettext("in a line", "%(n)s task goes first", "%(n)s tasks go first", n)
    said = said % {"n": _number(n)}
    said = said[0].upper() + said[1:] + _own(waiting, staff)
    if waiting.free_at:
        free = _("the next worker is free at about %(time)s") % {"time": clock(waiting.free_at)}
        said = f"{said}; {free}"
    return f"{said}."


def _own(waiting: Waiting, staff: bool) -> str:
    """How many of those ahead are one's own. The team is shown everybody's runs, so they read whose
    they are in relation to the run."""
    own, ahead = waiting.own, waiting.ahead
    if not own:
        return ""
    facts = {"n": _number(own)}
    if staff:
        if own == ahead:
            return ngettext(", of the same person", ", all of the same person", own)
        return ngettext(", %(n)s of the same person", ", %(n)s of the same person", own) % facts
    if own == ahead:
        return ngettext(", and it is yours", ", all of them yours", own)
    return ngettext(", %(n)s of them yours", ", %(n)s of them yours", own) % facts


def _busy(waiting: Waiting) -> str:
    said = (
        _("It is next: all workers are busy with long jobs")
        if waiting.is_long
        else (_("It is next: all workers are busy"))
    )
    if waiting.free_at:
        free = _("the next one is free at about %(time)s") % {"time": clock(waiting.free_at)}
        said = f"{said}; {free}"
    return f"{said}."


def _left(waiting: Waiting) -> str:
    if waiting.low is None or waiting.high is None:
        return ""
    # A range that breaks over two lines is two numbers.
    left = {"left": left_words(waiting.low, waiting.high).replace(" ", "\N{NO-BREAK SPACE}")}
    if waiting.in_line:
        return _("With the wait it takes %(left)s.") % left
    return _("It takes %(left)s.") % left


def _number(n: int) -> str:
    """Small ones as words, of tasks."""
    words = (
        pgettext("tasks", "one"),
        pgettext("tasks", "two"),
        pgettext("tasks", "three"),
        pgettext("tasks", "four"),
        pgettext("tasks", "five"),
        pgettext("tasks", "six"),
        pgettext("tasks", "seven"),
        pgettext("tasks", "eight"),
        pgettext("tasks", "nine"),
        pgettext("tasks", "ten"),
    )
    return words[n - 1] if 0 < n <= len(words) else str(n)


def _time(when: datetime, how: str) -> SafeString:
    """A time to come, which the page goes on counting."""
    said = countdown(when) if how == "data-count" else from_now(when)
    attribute = SafeString(how)
    stamp = when.astimezone(timezone.get_current_timezone()).isoformat(timespec="seconds")
    return format_html('<time datetime="{}" {}>{}</time>', stamp, attribute, said)
