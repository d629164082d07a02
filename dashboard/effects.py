"""What runs did to the world outside, and what becomes of it when one is tried again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from proyecto.progress.models import Effect, TaskRun
from proyecto.progress.vocabulary import TaskState

# Of many alike, so many are named and the rest counted: a run may send thousands of mails.
LISTED = 3


@dataclass(frozen=True, slots=True)
class EffectCard:
    """One effect. `state` is done, refused, running, or open: nobody knows whether it happened."""

    kind: str
    facts: dict[str, Any]
    state: str
    at: datetime
    error: str


@dataclass(slots=True)
class EffectGroup:
    """All effects of one kind of which the same becomes when the run is tried again: `skip` (it
    was done), `anew` (it was refused), and where it is open `ask`, `again` or `leave`."""

    kind: str
    will: str
    count: int = 0
    listed: list[EffectCard] = field(default_factory=list)


Groups = list[EffectGroup]


def effects_of(runs: Iterable[TaskRun]) -> dict[str, Groups]:
    """By run: the effects of the same work, which are its own, those of the runs that it tries
    again, and those of all runs of the same task about the same thing. One query for all, unless
    runs without a subject have a long history."""
    rows = list(runs)
    if not rows:
        return {}
    earlier = _earlier(rows)
    found = _effects(rows, earlier)
    return {
        str(run.pk): _groups(effect for effect in found if _same_work(run, effect, earlier))
        for run in rows
    }


def _effects(rows: list[TaskRun], earlier: dict[Any, set[Any]]) -> list[Any]:
    wanted = Q(run__in=set().union(*earlier.values()))
    for run in rows:
        if run.subject:
            wanted |= Q(run__task=run.task, run__subject=run.subject)
    alike = [F("run_id"), F("kind"), F("state"), F("doubt")]
    return list(
        Effect.objects.filter(wanted)
        .annotate(
            count=Window(Count("id"), partition_by=alike),
            place=Window(RowNumber(), partition_by=alike, order_by="id"),
        )
        .filter(place__lte=LISTED)
        .select_related("run")
        .order_by("id")
    )


def _earlier(rows: list[TaskRun]) -> dict[Any, set[Any]]:
    """Each run with those that it tries again, as far back as that goes."""
    found = {run.pk: {run.pk} for run in rows}
    parents = {run.pk: run.retry_of_id for run in rows if not run.subject and run.retry_of_id}
    while parents:
        for run_id, parent in parents.items():
            found[run_id].add(parent)
        wanted = set(parents.values())
        above = dict(TaskRun.objects.filter(pk__in=wanted).values_list("pk", "retry_of_id"))
        parents = {run_id: above[up] for run_id, up in parents.items() if above.get(up)}
    return found


def _same_work(run: TaskRun, effect: Effect, earlier: dict[Any, set[Any]]) -> bool:
    if effect.run_id in earlier[run.pk]:
        return True
    other = effect.run
    return bool(run.subject) and other is not None and _work(run) == _work(other)


def _work(run: TaskRun) -> tuple[str, str]:
    return run.task, run.subject


def _groups(effects: Iterable[Any]) -> Groups:
    groups: dict[tuple[str, str], EffectGroup] = {}
    for effect in effects:
        will = _will(effect)
        group = groups.setdefault((effect.kind, will), EffectGroup(effect.kind, will))
        group.count += effect.count if effect.place == 1 else 0
        if len(group.listed) < LISTED:
            group.listed.append(_card(effect))
    return list(groups.values())


def _will(effect: Effect) -> str:
    if effect.state == Effect.State.DONE:
        return "skip"
    return "anew" if effect.state == Effect.State.REFUSED else effect.doubt


def _card(effect: Effect) -> EffectCard:
    refused = effect.state == Effect.State.REFUSED
    return EffectCard(
        kind=effect.kind,
        facts=effect.facts,
        state=_state(effect),
        at=effect.done_at or effect.planned_at,
        error=(effect.result or {}).get("error", "") if refused else "",
    )


def _state(effect: Effect) -> str:
    if effect.state != Effect.State.PLANNED:
        return str(effect.state)
    run = effect.run
    held = run and run.state == TaskState.STARTED and run.attempt == effect.attempt
    return "running" if held else "open"
