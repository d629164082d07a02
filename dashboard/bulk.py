"""One order to many runs: what would become of it, and what did, in one sentence each."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard import bulk_words
from dashboard.effects import effects_of
from dashboard.rerun import refusal
from dashboard.run_commands import ASKED, CANCELLED, ENDED, STOPPING, again, cancel
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import WAITING

MOST = 200
ORDERS = ("cancelar", "reintentar")
GONE, AGAIN = "gone", "again"


class Nonsense(ValueError):
    """What was sent can't be carried out; says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an order would do: a title and a question, and what to press; nothing to press where
    it would do nothing."""

    title: str
    question: str
    yes: str


def chosen(given: Iterable[str]) -> list[uuid.UUID]:
    """The runs that are meant, each once."""
    try:
        ids = list(dict.fromkeys(uuid.UUID(one) for one in given))
    except ValueError:
        raise Nonsense(_("This choice makes no sense. Reload the page.")) from None
    if not ids:
        raise Nonsense(_("Choose at least one task."))
    if len(ids) > MOST:
        raise Nonsense(_("That is too many at once: %(n)d at most.") % {"n": MOST})
    return ids


def plan(order: str, visible: Any, ids: list[uuid.UUID]) -> Plan:
    """What `order` would do to those runs now."""
    runs = _runs(visible, ids)
    outcomes: Counter[str] = Counter({GONE: len(ids) - len(runs)})
    if order == "cancelar":
        outcomes.update(_would_cancel(run) for run in runs)
        count = outcomes[CANCELLED] + outcomes[STOPPING]
        title = ngettext("Cancel %(n)d task?", "Cancel %(n)d tasks?", count)
        yes = ngettext("Cancel %(n)d task", "Cancel %(n)d tasks", count)
        more = [_("What was made so far is deleted; orders and charges stay.")]
    else:
        would_begin = _would_begin(runs, outcomes)
        count = len(would_begin)
        title = ngettext("Try %(n)d task again?", "Try %(n)d tasks again?", count)
        yes = ngettext("Try %(n)d task again", "Try %(n)d tasks again", count)
        more = _about_effects(would_begin)
    question = " ".join([bulk_words.would(outcomes), *(more if count else [])])
    return Plan(title % {"n": count}, question, yes % {"n": count} if count else "")


def carry_out(order: str, visible: Any, ids: list[uuid.UUID], by: Any) -> str:
    """Do it, run by run, and say what became of each."""
    runs = _runs(visible, ids)
    outcomes: Counter[str] = Counter({GONE: len(ids) - len(runs)})
    outcomes.update(cancel(run, by) if order == "cancelar" else _again(run, by) for run in runs)
    return bulk_words.did(outcomes)


def _runs(visible: Any, ids: list[uuid.UUID]) -> list[TaskRun]:
    """In the order in which they were asked for, as they would be tried by hand."""
    return list(visible.filter(pk__in=ids).select_related("owner").order_by("created_at", "pk"))


def _would_cancel(run: TaskRun) -> str:
    if run.ended:
        return ENDED
    if run.state in WAITING:
        return CANCELLED
    return ASKED if run.cancel_requested_at else STOPPING


def _would_begin(runs: list[TaskRun], outcomes: Counter[str]) -> list[TaskRun]:
    """Those that would be tried again; of two about the same thing the first keeps the other out.
    What would become of each is counted."""
    begun: dict[str, TaskRun] = {}
    for run in runs:
        why = refusal(run, begun)
        outcomes[AGAIN if why is None else why.why] += 1
        if why is None:
            begun[run.subject or str(run.pk)] = run
    return list(begun.values())


def _again(run: TaskRun, by: Any) -> str:
    """Each is asked about in its turn: one that has just begun keeps another of the same out."""
    why = refusal(run)
    if why is not None:
        return why.why
    again(run, by)
    return AGAIN


def _about_effects(runs: list[TaskRun]) -> list[str]:
    """What of the world outside would not be done twice, and what might be."""
    wills = [{group.will for group in groups} for groups in effects_of(runs).values()]
    kept = sum(1 for will in wills if will & {"skip", "ask", "leave"})
    twice = sum(1 for will in wills if "again" in will)
    return [*bulk_words.kept(kept), *bulk_words.twice(twice)]
