"""One socket as the hub sees it: what it may hear, what it shows, what it has."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dashboard.fragments import Look
from dashboard.outbox import Outbox, TooSlow
from dashboard.run_filter import EVERYTHING, RunFilter
from proyecto.progress.events import LiveState, Position

# Of one thing, which the page names by the view's own word: how many runs about it are shown.
VIEWS_OF_ONE = {"video": 1, "pedido": 50}
VIEWS_OF_ALL = frozenset({"tareas", "subir", "videos", "reportes", "imagenes", "programadas"})


@dataclass(eq=False, slots=True)
class Subscriber:
    """`run` limits it to one run, `subject` to the runs about one thing, `asked` to those that fit
    what its list was asked for; `shown` are the ones that the list may show. `have` is the newest
    milestone that it was given of each run. Until `ready`, what happens is kept for after the
    catch-up, which must come first. `close` ends the socket with a code. `notices` is the newest
    number that its feed of notices shows, None for a page without one; `log` the newest line and
    milestone in the log of the one run that it shows, None where it may not show it. `counted` are
    the numbers above its list that it was told last."""

    user_id: int
    session_key: str
    groups: frozenset[str]
    look: Look
    outbox: Outbox
    since: datetime
    close: Callable[[int], None]
    run: str = ""
    subject: str = ""
    notices: int | None = None
    asked: RunFilter = EVERYTHING
    shown: set[str] = field(default_factory=set)
    have: dict[str, int] = field(default_factory=dict)
    log: tuple[int, int] | None = None
    counted: str = ""
    ready: bool = False
    early: list[Callable[[], None]] = field(default_factory=list)

    def wants(self, run_id: str, subject: str) -> bool:
        """Whether its page shows this run."""
        if self.run:
            return run_id == self.run
        if self.subject:
            return subject == self.subject
        return self.look.view in VIEWS_OF_ALL

    def concerns(self, run_id: str, live: LiveState) -> bool:
        """Whether what happens to a run, which stands so now, makes a difference to its list."""
        return not self.ready or run_id in self.shown or self._fits(live)

    def milestone(self, run_id: str, at: Position, frame: str, live: LiveState) -> None:
        """Give it milestone `at.n` of a run, once and in order. Where the run has just left what
        its list was asked for, that is said with it, and nothing more after it."""
        if not self.ready:
            self.early.append(lambda: self.milestone(run_id, at, frame, live))
        elif at.n > self.have.get(run_id, 0):
            self.have[run_id] = at.n
            if self._fits(live):
                self.shown.add(run_id)
                self.put(frame)
            elif run_id in self.shown:
                self.shown.discard(run_id)
                self.put(leaving(frame))

    def ticks(self, pieces: dict[str, str]) -> None:
        """Give it the newest numbers."""
        if self.asked:
            pieces = {run_id: piece for run_id, piece in pieces.items() if run_id in self.shown}
        if self.ready and pieces:
            self.outbox.ticks(pieces)

    def counts(self, frame: str) -> None:
        """Give it the numbers above its list, where they are others than it was told last."""
        if frame != self.counted:
            self.counted = frame
            self.soon(frame)

    def late(self, frame: str) -> None:
        """Give it a frame that means nothing before the catch-up, which brings the same."""
        if self.ready:
            self.put(frame)

    def soon(self, frame: str) -> None:
        """Give it a frame; during the catch-up, right after it."""
        if self.ready:
            self.put(frame)
        else:
            self.early.append(lambda: self.put(frame))

    def put(self, frame: str) -> None:
        """Give it a frame; a socket that can't take it is closed and told to resume."""
        try:
            self.outbox.frame(frame)
        except TooSlow:
            self.close(4408)

    def _fits(self, live: LiveState) -> bool:
        return not self.asked or self.asked.fits(live, self.user_id, self.look.zone)

    def caught_up(self, live_frame: str) -> None:
        """From now on it hears things as they happen."""
        self.ready = True
        early, self.early = self.early, []
        for act in early:
            act()
        self.put(live_frame)


def leaving(frame: str) -> str:
    """The frame of a milestone with which a run leaves what a list was asked for."""
    return f'{frame[:-1]},"fits":false}}'


def frame_of(kind: str, **fields: Any) -> str:
    """One frame as text, compact."""
    return json.dumps({"t": kind, **fields}, separators=(",", ":"), ensure_ascii=False)
