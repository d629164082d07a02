"""What a web process counts of itself: plain numbers, changed in its event loop alone.

Nothing here locks, and what goes to many is counted once for all of them.
`dashboard.metrics_page` makes of it what Prometheus reads.
"""

import time
from bisect import bisect_left
from collections import Counter
from datetime import datetime

from msgspec import Struct

from dashboard.api.closes import CLOSES
from dashboard.api.frames import Snapshot
from dashboard.api.told import Told

# Of the time from an event to a socket, in seconds.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# All others count as one: a client may close with any number.
CODES = frozenset({1000, 1001, 1005, 1006, *CLOSES})
PAGE, PROGRAM, STREAM, SANDBOX = "page", "program", "stream", "sandbox"
MILESTONE, TICK = "milestone", "tick"


class Timings:
    """How many took how long: one number for each bound, and one for all that took longer."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.total = 0.0

    def note(self, seconds: float) -> None:
        """One more."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


heard: Counter[str] = Counter()
deliveries: Counter[tuple[str, str]] = Counter()
opened: Counter[str] = Counter()
closes: Counter[tuple[str, str]] = Counter()
resumes: Counter[tuple[str, str]] = Counter()
delays: dict[tuple[str, str], Timings] = {
    key: Timings() for key in ((PAGE, MILESTONE), (PROGRAM, MILESTONE), (PROGRAM, TICK))
}


class Line:
    """One connection, from its beginning; its end counts once, whoever says it first."""

    __slots__ = ("_audience",)

    def __init__(self, audience: str) -> None:
        self._audience = audience
        opened[audience] += 1

    def over(self, code: int) -> None:
        """It was closed with this code."""
        if self._audience:
            closes[self._audience, str(code) if code in CODES else "other"] += 1
            self._audience = ""


def told(n: int) -> None:
    """An event of a run was heard; `n` as in `Event`."""
    heard[MILESTONE if n else TICK] += 1


def delivered(audience: str, what: str, sockets: int, at: datetime | None = None) -> None:
    """An event was given to so many sockets; `at` is when it happened. Clocks of two hosts may
    disagree, so what seems to come from the future took no time."""
    if not sockets:
        return
    deliveries[audience, what] += sockets
    if at is not None:
        delays[audience, what].note(max(0.0, time.time() - at.timestamp()))


def page_resumed(missed: bool) -> None:
    """A page said what it has, and had missed milestones or not."""
    resumes[PAGE, "recovered" if missed else "current"] += 1


def program_resumed(frames: list[Struct | Told]) -> None:
    """The same of a program, for each run that it had something of."""
    for frame in frames:
        if isinstance(frame, Snapshot) and (frame.recovered or frame.reset):
            resumes[PROGRAM, "reset" if frame.reset else "recovered"] += 1
