"""The log of a run as people read it: what it said, and its milestones among that, in the reader's
language. Milestones are rows already; nothing is written twice for a page."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import ngettext

from dashboard.cards import event_cards
from dashboard.sentences import event_sentence
from proyecto.progress import lines
from proyecto.progress.lines import Line
from proyecto.progress.models import RunEvent, TaskRun
from proyecto.progress.vocabulary import Milestone

# A page begins with so many, and is given so many at a time.
MOST_SHOWN = 200
# Who is further behind begins anew with the newest.
MOST_BEHIND = 500
BAD = {Milestone.FAILED: "error", Milestone.RETRYING: "warning", Milestone.EXPIRED: "warning"}


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line: `level` is info, warning, error; step for a milestone that went well; gap where
    some were left out. `key` says which it is for all time: `l12`, `m3`, `g13` before line 13."""

    key: str
    at: datetime
    level: str
    attempt: int
    text: str

    @property
    def ms(self) -> int:
        """When, in milliseconds."""
        return round(self.at.timestamp() * 1000)

    @property
    def n(self) -> int:
        """The number of a line that was said; 0 for the others."""
        return int(self.key[1:]) if self.key.startswith("l") else 0

    def piece(self) -> list[Any]:
        """As it travels."""
        return [self.key, self.ms, self.level, self.attempt, self.text]


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines; whether there are `earlier` ones; the numbers of the newest line and milestone
    that whoever has these has."""

    lines: list[LineCard]
    earlier: bool
    n: int
    m: int


@dataclass(frozen=True, slots=True)
class Place:
    """The oldest line that a page has: its number, and when it was said (milliseconds)."""

    n: int
    at: int


def newest(run: TaskRun, before: Place | None = None) -> Part:
    """The newest of a run, or those before a place."""
    said = lines.newest(run.pk, MOST_SHOWN, before.n if before else None)
    earlier = bool(said) and bool(lines.newest(run.pk, 1, said[0].n))
    events = run.events.order_by("-n")
    if earlier:
        events = events.filter(at__gte=_moment(said[0].at))
    if before:
        events = events.filter(at__lt=_moment(before.at))
    shown = list(events[:MOST_BEHIND])[::-1]
    n = said[-1].n if said else 0
    return Part(_merged(shown, said, said[0].n - 1 if earlier else 0), earlier, n, run.milestone)


def after(run_id: Any, n: int, m: int) -> Part:
    """What is newer than line `n` and milestone `m`, the oldest of it first; with `earlier` it
    begins anew, because there is too much in between."""
    last = lines.last_of(run_id)
    if last - n > MOST_BEHIND:
        run = TaskRun.objects.get(pk=run_id)
        return newest(run)
    said = lines.after(run_id, n, MOST_SHOWN)
    shown = list(RunEvent.objects.filter(run=run_id, n__gt=m).order_by("n")[:MOST_BEHIND])
    newest_m = shown[-1].n if shown else m
    return Part(_merged(shown, said, n), False, said[-1].n if said else n, newest_m)


def every(run: TaskRun) -> Iterator[LineCard]:
    """All of it, read little by little."""
    return _merged_lazily(run.events.order_by("n"), lines.every(run.pk), 0)


def _merged(events: Iterable[RunEvent], said: Iterable[Line], before: int) -> list[LineCard]:
    return list(_merged_lazily(events, said, before))


def _merged_lazily(
    events: Iterable[RunEvent], said: Iterable[Line], before: int
) -> Iterator[LineCard]:
    return heapq.merge(_milestones(events), _said(said, before), key=lambda line: line.at)


def _milestones(events: Iterable[RunEvent]) -> Iterator[LineCard]:
    for event in events:
        (card,) = event_cards([event])
        level = BAD.get(Milestone(event.type), "step") if event.type in set(Milestone) else "step"
        yield LineCard(f"m{card.n}", card.at, level, card.attempt, event_sentence(card))


def _said(said: Iterable[Line], before: int) -> Iterator[LineCard]:
    for line in said:
        at = _moment(line.at)
        if missing := line.n - before - 1:
            yield LineCard(f"g{line.n}", at, "gap", line.attempt, _left_out(missing))
        yield LineCard(f"l{line.n}", at, line.level, line.attempt, line.text)
        before = line.n


def _left_out(count: int) -> str:
    return ngettext(
        "%(count)d line was left out here: too much was said.",
        "%(count)d lines were left out here: too much was said.",
        count,
    ) % {"count": count}


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
