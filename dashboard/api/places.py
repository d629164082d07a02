"""How much one caller may take up: sockets, messages, tries."""

import time
from collections import Counter

MINUTE = 60.0


class Bucket:
    """Lets `per_second` through on the average, and `most` at once."""

    def __init__(self, most: int, per_second: float) -> None:
        self._most, self._per_second = most, per_second
        self._left, self._at = float(most), time.monotonic()

    def take(self) -> float:
        """0 for what may pass; else the seconds until it may."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / self._per_second
        self._left -= 1
        return 0.0


class Failures:
    """How often somebody at an address could not say who they are, within a minute."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._failed: Counter[str] = Counter()
        self._minute = 0.0

    def note(self, address: str) -> None:
        """Once more."""
        self._failed[address] += 1

    def too_many(self, address: str) -> bool:
        """Whether they should be looked up no more."""
        now = time.monotonic()
        if now - self._minute >= MINUTE:
            self._failed.clear()
            self._minute = now
        return self._failed[address] >= self._most


class Places:
    """Sockets that each caller has in this process."""

    def __init__(self) -> None:
        self._taken: Counter[object] = Counter()

    def take(self, who: object, most: int) -> bool:
        """One more; False where there are as many as there may be."""
        if self.full(who, most):
            return False
        self._taken[who] += 1
        return True

    def full(self, who: object, most: int) -> bool:
        """Whether they have as many as they may have."""
        return self._taken[who] >= most

    def give_back(self, who: object) -> None:
        """One less."""
        self._taken[who] -= 1
        if not self._taken[who]:
            del self._taken[who]
