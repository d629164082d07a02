"""Whole sentences for people: what happened, what comes next."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.cards import EventCard, RunCard
from dashboard.causes import error_cause
from dashboard.formats import clock, day_and_clock, from_now
from dashboard.labels import phase_label, task_label
from proyecto.progress.events import LiveState
from proyecto.progress.vocabulary import Milestone

SHARED: dict[str, Any] = {
    "queued": gettext_lazy("It waits for its turn and starts by itself."),
    "retrying": gettext_lazy("Something went wrong. It is tried again by itself."),
    "cancelling": gettext_lazy("It is being cancelled."),
    "done": gettext_lazy("It is ready."),
    "failed": gettext_lazy("It did not work. Whoever shared this with you can see why."),
    "cancelled": gettext_lazy("It was cancelled."),
    "expired": gettext_lazy("Nobody could begin with it in time."),
}


def shared_sentence(card: RunCard) -> str:
    """How a run stands, for who was given a link to it: nothing of why."""
    if card.state == "scheduled" and card.run_at:
        return _("It starts %(when)s.") % {"when": from_now(card.run_at)}
    return str(SHARED.get(card.state, ""))


def retry_sentence(card: RunCard) -> str:
    """Which attempt comes next, and when."""
    facts = {"n": card.attempt + 1, "of": card.attempts}
    if card.run_at is None:
        return _("Attempt %(n)d of %(of)d.") % facts
    return _("Attempt %(n)d of %(of)d, at %(time)s.") % {**facts, "time": clock(card.run_at)}


SAID: dict[str, Any] = {
    Milestone.QUEUED: gettext_lazy("%(title)s: queued"),
    Milestone.STARTED: gettext_lazy("%(title)s: started"),
    Milestone.PHASE: gettext_lazy("%(title)s: %(phase)s"),
    Milestone.OUTPUT: gettext_lazy("%(title)s can be played already"),
    Milestone.RETRYING: gettext_lazy("%(title)s will be tried again. %(cause)s"),
    Milestone.RESCHEDULED: gettext_lazy("%(title)s was moved to another time"),
    Milestone.CANCELLING: gettext_lazy("%(title)s: cancelling"),
    Milestone.SUCCEEDED: gettext_lazy("%(title)s is ready"),
    Milestone.CANCELLED: gettext_lazy("%(title)s was cancelled"),
    Milestone.EXPIRED: gettext_lazy("%(title)s has expired"),
    Milestone.FAILED: gettext_lazy("%(title)s failed. %(cause)s"),
}
SAID_LATER = gettext_lazy("%(title)s: scheduled")
SAID_AGAIN = gettext_lazy("%(title)s: attempt %(n)d of %(of)d started")
LISTED: dict[str, Any] = {
    Milestone.QUEUED: gettext_lazy("Queued"),
    Milestone.STARTED: gettext_lazy("Attempt %(n)d started"),
    Milestone.PHASE: gettext_lazy("%(phase)s"),
    Milestone.OUTPUT: gettext_lazy("Can be played already"),
    Milestone.RETRYING: gettext_lazy("%(cause)s Next attempt at %(time)s."),
    Milestone.RESCHEDULED: gettext_lazy("Moved: it starts %(when)s"),
    Milestone.CANCELLING: gettext_lazy("Cancellation asked for"),
    Milestone.SUCCEEDED: gettext_lazy("Ready"),
    Milestone.CANCELLED: gettext_lazy("Cancelled"),
    Milestone.EXPIRED: gettext_lazy("%(cause)s"),
    Milestone.FAILED: gettext_lazy("%(cause)s"),
}
LISTED_LATER = gettext_lazy("Scheduled: it starts %(when)s")


def milestone_sentence(type_: str, live: LiveState) -> str:
    """What happened, for the ear and for a toast."""
    again = type_ == Milestone.STARTED and live.attempt > 1
    # A newer worker may tell of what this release has no words for.
    sentence = SAID_AGAIN if again else SAID.get(type_, "%(title)s")
    if type_ == Milestone.QUEUED and live.run_at:
        sentence = SAID_LATER
    return str(sentence) % {
        "title": live.title or task_label(live.task),
        "phase": phase_label(live.progress.phase),
        "n": live.attempt,
        "of": live.attempts,
        "cause": error_cause(live.error, live.error_facts) if live.error else "",
    }


def event_sentence(event: EventCard) -> str:
    """One line of the timeline."""
    later = event.type == Milestone.QUEUED and event.run_at
    return str(LISTED_LATER if later else LISTED.get(event.type, event.type)) % {
        "phase": phase_label(event.phase),
        "n": event.attempt,
        "cause": error_cause(event.error, event.error_facts) if event.error else "",
        "time": clock(event.run_at) if event.run_at else "",
        "when": day_and_clock(event.run_at) if event.run_at else _("now"),
    }
