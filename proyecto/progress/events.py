"""The closed types that travel. A stray field fails where it is made; a reader that is older than
its writer passes over fields that it does not know. JSON Schemas come from here.

Every event carries the whole live state of its run, so any single one heals a reader and an old
one may be trimmed. Its place on the run's number line, `(epoch, seq)`, is given by the store.
"""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from proyecto.progress.vocabulary import Milestone, TaskState


class PhaseState(Struct):
    """One phase: `state` is wait, run, done or bad; `weight` its share; `seconds` its duration."""

    name: str
    weight: float
    state: str = "wait"
    started: datetime | None = None
    seconds: float | None = None


class Progress(Struct):
    """How far a run is. `permille` is 0 to 999 until the end; `speed` in `done` units a second
    over real time where that makes sense (a film's seconds); `eta` in seconds, by the
    pace of this phase and the next; `low` and `high` the range of seconds left that people are
    shown, None where nobody can tell; `preview` is the version of the newest preview picture, 0
    without one."""

    permille: int = 0
    phase: str = ""
    phases: list[PhaseState] = []
    done: float | None = None
    total: float | None = None
    message: str = ""
    speed: float | None = None
    eta: float | None = None
    preview: int = 0
    facts: dict[str, Any] = {}
    low: float | None = None
    high: float | None = None


class LiveState(Struct):
    """All that is known of a run at one moment."""

    run: str
    task: str
    title: str
    subject: str
    owner: int | None
    state: TaskState
    cause: str
    attempt: int
    attempts: int
    cancelling: bool
    created: datetime
    started: datetime | None
    finished: datetime | None
    run_at: datetime | None
    error: str
    error_facts: dict[str, Any]
    progress: Progress


class Event(Struct, omit_defaults=True):
    """A tick (`n` is 0) or milestone number `n` of a run, with the state right after it. `trace` is
    the traceparent of what made it, where traces are kept."""

    type: str
    at: datetime
    live: LiveState
    n: int = 0
    trace: str = ""


class Position(Struct, frozen=True, array_like=True):
    """A place on a run's number line, and the newest milestone at that place."""

    epoch: str = ""
    seq: int = 0
    n: int = 0

    def __str__(self) -> str:
        return f"{self.epoch or '-'} {self.seq} {self.n}"


TICK = "run.tick"
TYPES = frozenset({TICK, *Milestone})

encoder = msgspec.json.Encoder()
decode_event = msgspec.json.Decoder(Event).decode
decode_progress = msgspec.json.Decoder(Progress).decode


def progress_of(stored: dict[str, Any]) -> Progress:
    """The progress kept in a row."""
    return msgspec.convert(stored, Progress, strict=False)


def live_of(stored: dict[str, Any]) -> LiveState:
    """The live state kept with a milestone."""
    return msgspec.convert(stored, LiveState, strict=False)


def plain(value: Struct) -> Any:
    """The same as JSON-ready builtins."""
    return msgspec.to_builtins(value)
