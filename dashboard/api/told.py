"""One event of a run on its way to programs: encoded once, whoever follows."""

from functools import cached_property

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dashboard.api.frames import EventFrame, Place
from proyecto.progress.events import Event, LiveState, Position

encode = msgspec.json.Encoder().encode
# What the frames of all begin with, before the names of their subscriptions.
EMPTY = '"subs":[]'


class Told:
    """What happened to `run`, and where that is on its number line."""

    def __init__(self, run: str, at: Position, event: Event, *, replayed: bool = False) -> None:
        self.run = run
        self.at = at
        self.milestone = event.n > 0
        self.event = event
        self._replayed = replayed

    def frame(self, live: LiveState) -> EventFrame:
        """It as a frame for nobody in particular."""
        kind, time = self.event.type, self.event.at
        return EventFrame([], live.run, place(self.at), kind, time, live, self._replayed)

    @cached_property
    def text(self) -> str:
        """The same as JSON, for who knows the run."""
        return encode(self.frame(self.event.live)).decode()

    def masked(self, alias: str) -> str:
        """For who has a link to it and no account."""
        return encode(self.frame(masked(self.event.live, alias))).decode()


def place(at: Position) -> Place:
    """A position as programs are told it."""
    return Place(n=at.n, epoch=at.epoch, seq=at.seq)


def position(at: Place) -> Position:
    """And back."""
    return Position(at.epoch, at.seq, at.n)


def newer(at: Position, have: Position, *, milestone: bool) -> bool:
    """Whether something at `at` is news for who has `have`. A milestone counts by its number alone:
    the same one may be met at two places, read from the database and published."""
    if at.n != have.n or milestone:
        return at.n > have.n
    return at.epoch != have.epoch or at.seq > have.seq


def masked(live: LiveState, alias: str) -> LiveState:
    """What a guest may know of a run: how far it is, not whose, nor why it failed."""
    progress = replace(live.progress, message="", facts={})
    return replace(
        live, run=alias, subject="", owner=None, error="", error_facts={}, progress=progress
    )


def addressed(text: str, subs: str) -> str:
    """A frame for the subscriptions that `subs`, JSON names separated by commas, says."""
    return text.replace(EMPTY, f'"subs":[{subs}]', 1)


def as_text(frame: Struct) -> str:
    """Any frame as JSON."""
    return encode(frame).decode()
