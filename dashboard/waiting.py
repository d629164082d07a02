"""Why a run that waits does not run: the one cause that holds it, as plain facts."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from time import monotonic

from django.utils import timezone

from proyecto.progress.estimate import Span
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import WAITING, TaskState
from proyecto.progress.waiting import Line, answers, lines, whole

# A worker that is busy for longer is "busy with a long job".
LONG = timedelta(minutes=15)
# A time that is further away than this is told in steps of five minutes.
FINE, STEP_MINUTES = timedelta(minutes=10), 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """`cause` is one of scheduled, paused, away (the broker), retry, unserved, ahead, busy, next
    and unknown. `low` and `high` are seconds until it is done, or, of one that is not due, that it
    will take: the wait counts where `in_line`."""

    run: str
    queue: str
    cause: str
    attempt: int = 0
    attempts: int = 0
    run_at: datetime | None = None
    ahead: int = 0
    own: int = 0
    free_at: datetime | None = None
    is_long: bool = False
    paused_at: datetime | None = None
    paused_by: str = ""
    in_line: bool = False
    low: float | None = None
    high: float | None = None


def waits_of(runs: Iterable[TaskRun]) -> dict[str, Waiting]:
    """For those of `runs` that wait, by id: one look at the queues for all of them."""
    rows = [run for run in runs if run.state in WAITING]
    if not rows:
        return {}
    line_of, is_up = lines({run.queue for run in rows}), answers()
    return {str(run.pk): wait_of(run, line_of[run.queue], is_up) for run in rows}


def waits_lately(runs: Iterable[TaskRun]) -> dict[str, Waiting]:
    """The same with the queues as they stood a second ago at most: of a thousand runs that are
    rendered one by one each would read a whole queue. A run that came since is in no line yet."""
    second = int(monotonic())
    return {
        str(run.pk): wait_of(run, *_queue_at(run.queue, second))
        for run in runs
        if run.state in WAITING
    }


@lru_cache(maxsize=16)
def _queue_at(queue: str, second: int) -> tuple[Line, bool]:  # noqa: ARG001 - it ends what is kept
    return lines({queue})[queue], answers()


def wait_of(run: TaskRun, line: Line, is_up: bool) -> Waiting:
    """What holds one run. The first that is true: of two, the one that lasts longer."""
    bare = Waiting(str(run.pk), run.queue, "unknown", run.attempt, run.attempts, run.run_at)
    later = run.run_at is not None and run.run_at > timezone.now()
    if later and run.state == TaskState.PENDING:
        return _taking(replace(bare, cause="scheduled"), whole(run.task, run.size))
    if not is_up:
        return replace(bare, cause="away")
    if line.pause:
        by = str(line.pause.by or "")
        return replace(bare, cause="paused", paused_at=line.pause.at, paused_by=by)
    if line.slots == 0:
        return replace(bare, cause="unserved")
    if later:
        return replace(bare, cause="retry")
    return _in_line(bare, line)


def _in_line(bare: Waiting, line: Line) -> Waiting:
    place = line.places.get(bare.run)
    if place is None or line.slots is None:
        return bare
    free = line.free
    is_busy = line.busy >= line.slots
    cause = "ahead" if place.ahead else "busy" if is_busy else "next"
    known = replace(bare, cause=cause, ahead=place.ahead, own=place.own, in_line=cause != "next")
    if is_busy and free is not None:
        wait = timedelta(seconds=free.mid)
        known = replace(known, free_at=about(timezone.now() + wait), is_long=wait > LONG)
    return _taking(known, place.turn.ends)


def _taking(known: Waiting, span: Span | None) -> Waiting:
    if span is None or not span.says_something:
        return known
    return replace(known, low=span.low, high=span.high)


def about(moment: datetime) -> datetime:
    """A time as one says it: to the minute when it is near, else to five."""
    step = STEP_MINUTES if moment - timezone.now() > FINE else 1
    minutes = math.ceil(moment.timestamp() / 60 / step) * step
    return datetime.fromtimestamp(minutes * 60, moment.tzinfo)
