"""What is known of runs now: the row, and what the live store knows better."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import redis
from msgspec import DecodeError

from proyecto.progress.events import Event, LiveState, Position, decode_event
from proyecto.progress.live import Entry, LiveStore
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """A run as it stands, and where that is on its number line."""

    at: Position
    live: LiveState


def snapshot(runs: Iterable[TaskRun], store: LiveStore | None = None) -> dict[str, Known]:
    """What is known of `runs`, by id. Without Redis, what the rows know."""
    rows = list(runs)
    try:
        tops = (store or LiveStore()).tops([run.pk for run in rows])
    except redis.RedisError as error:
        log.warning("snapshot from rows only: %s", error)
        tops = {}
    return {str(run.pk): merge(run, tops.get(str(run.pk))) for run in rows}


def merge(run: TaskRun, top: Entry | None) -> Known:
    """One run from its row and its newest entry in the live store.

    The entry wins when it is as new as the row: then it is the row plus ticks. It is older when a
    milestone has not been published yet; of an older one only the place is used, and progress of
    the same attempt that got further than the row knows: the row of a milestone just written has
    phases and facts that the entry lacks.
    """
    row = run.live()
    try:
        event: Event | None = decode_event(top.data) if top else None
    except DecodeError as error:  # of another release
        log.warning("run %s as its row knows it: %s", run.pk, error)
        event = None
    if top is None or event is None:
        return Known(Position(n=run.milestone), row)
    if top.at.n >= run.milestone:
        return Known(top.at, event.live)
    at = Position(top.at.epoch, top.at.seq, run.milestone)
    moving = event.live.attempt == row.attempt and row.state == TaskState.STARTED
    if moving and event.live.progress.permille > row.progress.permille:
        row.progress = event.live.progress
    return Known(at, row)
