"""Promises of how long a run takes: kept when they are made, scored when it ends well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from proyecto.progress.estimate import Span
from proyecto.progress.models import Promise, TaskRun
from proyecto.progress.record import run_moved
from proyecto.progress.vocabulary import Milestone

# Nobody reads the time left of what takes less, and it is not worth a row.
LEAST_SECONDS = 3.0
AIM = 0.9


@dataclass(frozen=True, slots=True)
class Rate:
    """How often the shown range was true: `kept` of `told` promises."""

    told: int
    kept: int

    @property
    def share(self) -> float | None:
        """0 to 1; None of none."""
        return self.kept / self.told if self.told else None


def make(
    run_id: Any, task: str, attempt: int, moment: str, guess: float, shown: Span | None
) -> None:
    """Keep what was shown; once a moment of an attempt, and only where it is worth a row."""
    if guess < LEAST_SECONDS:
        return
    promise = Promise(
        run_id=run_id,
        task=task,
        attempt=attempt,
        moment=moment,
        made_at=timezone.now(),
        guess=guess,
        low=shown.low if shown else None,
        high=shown.high if shown else None,
    )
    Promise.objects.bulk_create([promise], ignore_conflicts=True)


def score(run: TaskRun) -> None:
    """A run has ended well: say of each promise whether it was kept."""
    if run.finished_at is None:
        return
    rows = list(run.promises.filter(ended_at__isnull=True))
    for row in rows:
        row.ended_at = run.finished_at
        if row.low is not None and row.high is not None:
            took = (run.finished_at - row.made_at).total_seconds()
            row.kept = row.low <= took <= row.high
    Promise.objects.bulk_update(rows, ["ended_at", "kept"])


def listen() -> None:
    """Score whenever a run ends well, in the same transaction."""
    run_moved.connect(_moved, sender=TaskRun, dispatch_uid="promises")


def rates(since: datetime, moments: Iterable[str] = Promise.Moment.values) -> dict[str, Rate]:
    """By kind, of the promises whose runs ended since then."""
    rows = (
        Promise.objects.filter(ended_at__gte=since, kept__isnull=False, moment__in=list(moments))
        .order_by()
        .values("task")
        .annotate(told=Count("pk"), held=Count("pk", filter=Q(kept=True)))
    )
    return {row["task"]: Rate(row["told"], row["held"]) for row in rows}


def month_ago() -> datetime:
    """From when on promises are counted."""
    return timezone.now() - timedelta(days=30)


def _moved(run: TaskRun, type: str, **_: Any) -> None:  # noqa: A002 - the signal's own word
    if type == Milestone.SUCCEEDED:
        score(run)
