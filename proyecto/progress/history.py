"""What a kind of work took so far, and how true the promises about it were: what the next estimates
are made of. Read from the ledger, and kept for half a minute a process."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from proyecto.progress.estimate import ENOUGH, LEAST, Misses, Sample, Totals, between
from proyecto.progress.forecast import MARKS, Forecast
from proyecto.progress.models import Promise, TaskRun
from proyecto.progress.vocabulary import TaskState

RUNS = 200
PROMISES = 600
# Of the newest guesses at one stage.
GUESSES = 100
FRESH = timedelta(seconds=30)
# What is aimed at on either side, how fast it is corrected, and between what. A side that is never
# wrong would be so wide that the range is not worth telling.
MISS, STEP, LEAST_MISS, MOST_MISS = 0.045, 0.04, 0.02, 0.15


@dataclass(frozen=True, slots=True)
class Told:
    """One promise of a run that ended well: seconds that it really took, then what was told."""

    moment: str
    took: float
    guess: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class History:
    """Of one kind: what it takes as a whole, and how wrong guesses were by mark."""

    read_at: datetime
    totals: Totals
    errors: dict[int, tuple[float, float]]

    def forecast(self, size: float | None) -> Forecast:
        """For one run of a size."""
        return Forecast(self.totals.of(size), self.errors, self.totals.misses)


_kept: dict[str, History] = {}


def history_of(task: str) -> History:
    """The newest of a kind, at most half a minute old."""
    now, kept = timezone.now(), _kept.get(task)
    if kept is None or abs(now - kept.read_at) > FRESH:
        kept = _kept[task] = read(task, now)
    return kept


def read(task: str, now: datetime) -> History:
    """As the ledger has it. Ranges at the start and under way may be wrong in different ways: what
    else may happen on the way differs."""
    told = _told(task)
    at_start = learned(one for one in told if one.moment == Promise.Moment.STARTED)
    under_way = learned(one for one in told if one.moment != Promise.Moment.STARTED)
    errors = {}
    for mark in MARKS:
        logs = [
            math.log(max(LEAST, one.took) / max(LEAST, one.guess))
            for one in told
            if one.moment == str(mark)
        ][:GUESSES]
        if len(logs) >= ENOUGH:
            errors[mark] = between(logs, under_way)
    return History(now, Totals(_samples(task), at_start), errors)


def learned(newest_first: Iterable[Told]) -> Misses:
    """How much may be missed on either side, corrected by what was missed: ranges that turn out
    too short too often grow, and those that are never wrong shrink (adaptive conformal inference,
    Gibbs and Candès 2021)."""
    below = above = MISS
    for one in reversed(list(newest_first)):
        if one.low is None or one.high is None:
            continue
        below = _corrected(below, one.took < one.low)
        above = _corrected(above, one.took > one.high)
    return Misses(below, above)


def _corrected(share: float, missed: bool) -> float:
    return min(MOST_MISS, max(LEAST_MISS, share + STEP * (MISS - missed)))


def _samples(task: str) -> list[Sample]:
    rows = TaskRun.objects.filter(task=task, state=TaskState.SUCCESS).order_by("-finished_at")
    times = rows.values_list("size", "started_at", "finished_at")[:RUNS]
    return [
        Sample(size, (finished - started).total_seconds())
        for size, started, finished in times
        if started and finished
    ]


def _told(task: str) -> list[Told]:
    """Newest first, of the work itself: what was told while it waited hangs on others' work."""
    scored = Promise.objects.filter(task=task, ended_at__isnull=False).order_by("-ended_at", "-id")
    scored = scored.exclude(moment=Promise.Moment.QUEUED)
    rows = scored.values_list("moment", "made_at", "ended_at", "guess", "low", "high")[:PROMISES]
    return [
        Told(moment, (ended - made).total_seconds(), guess, low, high)
        for moment, made, ended, guess, low, high in rows
        if ended
    ]
