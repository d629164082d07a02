"""What on the page Sistema wants somebody's attention, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard import formats
from dashboard.system.canary import heard
from dashboard.system.overview import Overview

# A worker that fell silent longer ago than this has been seen by whoever looks after it.
NEWS = timedelta(hours=1)
# Somebody waits for this.
LONG = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing: "bad" or "warn", a sentence, and where to look."""

    level: str
    sentence: str
    href: str


def problems(now: Overview) -> list[Problem]:
    """The worst first."""
    found = [*_services(now), *_workers(now), *_queues(now), *_beat(now)]
    return sorted(found, key=lambda problem: problem.level != "bad")


def _services(now: Overview) -> Iterator[Problem]:
    if not now.redis.up:
        yield Problem("bad", _("Redis does not answer: nothing new begins."), "#sis-services")
    if now.unapplied:
        words = ngettext(
            "%(n)d migration of the database has not been applied.",
            "%(n)d migrations of the database have not been applied.",
            now.unapplied,
        )
        yield Problem("warn", words % {"n": now.unapplied}, "#sis-services")
    for disk in now.disks:
        if disk.level:
            words = _("The disk of %(path)s is nearly full: %(free)s are left.")
            facts = {"path": disk.path, "free": formats.size(disk.free)}
            yield Problem(disk.level, words % facts, "#sis-services")


def _workers(now: Overview) -> Iterator[Problem]:
    cards = now.workers
    if cards is None:
        return
    if not any(card.said.alive for card in cards):
        yield Problem("bad", _("No worker is there: nothing begins."), "#sis-workers")
    elif heard.silent:
        words = _("No sign of life from the workers reaches the pages of this web process.")
        yield Problem("warn", words, "#sis-workers")
    for card in cards:
        since = {"worker": card.said.name, "when": formats.clock(card.said.at)}
        href = f"#trabajador-{card.said.name}"
        if card.state == "silent" and timezone.now() - card.said.at < NEWS:
            words = _("%(worker)s has not been heard since %(when)s.")
            yield Problem("bad" if card.said.runs else "warn", words % since, href)
        elif card.state == "draining":
            words = _("%(worker)s takes no new work.")
            yield Problem("warn", words % since, href)


def _queues(now: Overview) -> Iterator[Problem]:
    for card in now.queues:
        facts, href = {"queue": card.name}, f"#cola-{card.name}"
        if card.unserved:
            words = _("No worker serves the queue %(queue)s.")
            yield Problem("bad" if card.waiting else "warn", words % facts, href)
        if card.pause is not None:
            facts["when"] = formats.clock(card.pause.at)
            words = _("The queue %(queue)s has been paused since %(when)s.")
            yield Problem("warn", words % facts, href)
        elif card.age > LONG:
            facts["span"] = formats.span(card.age.total_seconds())
            words = _("In the queue %(queue)s something has waited for %(span)s.")
            yield Problem("warn", words % facts, href)


def _beat(now: Overview) -> Iterator[Problem]:
    href = reverse("programadas")
    if not now.beat.up:
        yield Problem("bad", _("No scheduler runs: what is periodic does not start."), href)
        return
    late = [card for card in now.entries if card.overdue]
    if late:
        words = ngettext(
            "%(n)d entry of the periodic work is overdue.",
            "%(n)d entries of the periodic work are overdue.",
            len(late),
        )
        yield Problem("warn", words % {"n": len(late)}, href)
