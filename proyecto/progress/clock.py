"""The time of Redis, which is the same for all hosts: their own clocks differ by more than the time
that a message takes."""

import time

# A measurement older than this is replaced by whatever comes: clocks drift.
FRESH_SECONDS = 120.0


class RedisClock:
    """What Redis' clock shows, from the quickest of the last round trips to it."""

    def __init__(self) -> None:
        self._offset: float | None = None
        self._trip = 0.0
        self._at = 0.0

    def learn(self, before: float, told_ms: float, after: float) -> None:
        """Redis said `told_ms` between two moments of `time.monotonic`."""
        trip = after - before
        if self._offset is None or trip <= self._trip or after - self._at > FRESH_SECONDS:
            self._offset = told_ms - (before + after) * 500
            self._trip, self._at = trip, after

    def now(self) -> float | None:
        """Milliseconds; None as long as nothing was learned."""
        return None if self._offset is None else time.monotonic() * 1000 + self._offset
