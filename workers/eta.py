"""Time left, from how fast the work really goes."""

import math
from dataclasses import dataclass, field

# Measured on real encodes: a shorter memory is jumpy, a longer one is late.
MEMORY_SECONDS = 20.0
MEMORY_SHARE = 0.1
# Before this much is known, no number is better than a wrong one.
LEAST_SECONDS = 5.0
LEAST_FRACTION = 0.03


@dataclass(slots=True)
class Pace:
    """Speed of one phase: the work done over the time that it took, of which older parts count less
    and less. At first that is the mean of all, so that an odd beginning is soon outweighed."""

    started: float
    _at: float = field(init=False)
    _done: float = 0.0
    _first: float | None = None
    _work: float = 0.0
    _time: float = 0.0

    def __post_init__(self) -> None:
        self._at = self.started

    def note(self, done: float, now: float) -> None:
        """`done` units at monotonic time `now`. What a resumed phase starts with is no speed."""
        if self._first is None:
            self._first, self._done, self._at = done, done, now
            return
        if not self._time and done == self._first:
            self._at = now  # it has not begun to move: start-up is no speed either
            return
        seconds = now - self._at
        if seconds < 0.25:
            return
        memory = max(MEMORY_SECONDS, MEMORY_SHARE * (now - self.started))
        kept = math.exp(-seconds / memory)
        self._work = self._work * kept + done - self._done
        self._time = self._time * kept + seconds
        self._done, self._at = done, now

    def seconds_left(self, done: float, total: float, now: float) -> float | None:
        """Seconds until `total`; None while it is too early to tell."""
        first = self._first or 0.0
        known = done - first
        if now - self.started < LEAST_SECONDS or known < LEAST_FRACTION * (total - first):
            return None
        if self._work <= 0:
            return None
        return max(0.0, (total - done) * self._time / self._work)
