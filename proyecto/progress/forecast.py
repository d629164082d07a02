"""Time left of a run under way: what was learned of its kind, and how fast it really goes.

Pure: the range narrows as the work goes on, by how wrong earlier guesses at the same stage were.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from proyecto.progress.estimate import LEAST, Misses, Prior, Span

# Promises are made and learned from at these places of the bar, in permille.
MARKS = (250, 500, 750)
# Before this share of the bar, it says nothing about speed.
TELLING = 0.03
# As much of the bar as makes the pace count as much as the history.
HALF_TRUST = 0.1
# Without history the pace alone is trusted from here on.
PACE_ALONE = 0.1
# How wrong a pace is taken to be, as a logarithm, until enough guesses were made; and where there
# is no history either.
UNPROVEN, UNKNOWN = 0.3, 0.7
# A run that is so far beyond what any took is not one of them.
BEYOND = 1.5


@dataclass(frozen=True, slots=True)
class Forecast:
    """For one run. `errors` has, by mark, between what the logarithm of (time it took / time
    guessed) lies for its kind."""

    prior: Prior | None
    errors: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    misses: Misses = field(default_factory=Misses)

    def left(self, permille: int, elapsed: float, pace: float | None) -> Span | None:
        """Seconds left after `elapsed` seconds of work, at a place of the bar; `pace` is what is
        left by the speed of this very run. None: nobody can tell."""
        share = permille / 1000
        if share < TELLING:
            return self.prior.after(elapsed, self.misses) if self.prior else None
        guess = self._guess(share, elapsed, pace)
        if guess is None:
            return None
        low, high = self._error(permille, self._trust(share, pace))
        return Span(guess * math.exp(low), guess, guess * math.exp(high))

    def _guess(self, share: float, elapsed: float, pace: float | None) -> float | None:
        if self.prior is None:
            return pace if share >= PACE_ALONE else None
        learned = max(LEAST, (1 - share) * self.prior.span.mid)
        if pace is None:
            return learned if elapsed <= BEYOND * self.prior.span.high else None
        trust = self._trust(share, pace)
        return math.exp((1 - trust) * math.log(learned) + trust * math.log(max(LEAST, pace)))

    def _trust(self, share: float, pace: float | None) -> float:
        """How much of a guess is the pace."""
        return 0.0 if pace is None else share / (share + HALF_TRUST)

    def _error(self, permille: int, trust: float) -> tuple[float, float]:
        """Between the marks, in proportion."""
        if permille >= MARKS[-1]:
            return self._error_at(MARKS[-1], trust)
        before = max(mark for mark in (0, *MARKS) if mark <= permille)
        after = min(mark for mark in MARKS if mark > permille)
        part = (permille - before) / (after - before)
        low, high = self._error_at(before, trust)
        next_low, next_high = self._error_at(after, trust)
        return low + part * (next_low - low), high + part * (next_high - high)

    def _error_at(self, mark: int, trust: float) -> tuple[float, float]:
        if mark in self.errors:
            return self.errors[mark]
        if self.prior is None:
            return -UNKNOWN, UNKNOWN
        span = self.prior.span
        low, high = math.log(span.low / span.mid), math.log(span.high / span.mid)
        if mark == 0:
            return low, high
        rest = 1 - trust
        return rest * low - UNPROVEN, rest * high + UNPROVEN


@dataclass(slots=True)
class Steady:
    """A range that people look at: it stays where it is until it really moved. Kept as moments, so
    that what is left of it goes down with the time."""

    _span: Span | None = None

    def take(self, left: Span | None, now: float) -> Span | None:
        """What to show as left at clock time `now`, when it was worked out to be `left`."""
        if left is None or not left.says_something:
            self._span = None
            return None
        new = Span(now + left.low, now + left.mid, now + left.high)
        old = self._span
        if old is None or old.high <= now or _moved(old, new, left.high):
            old = self._span = new
        return Span(*(max(0.0, part - now) for part in (old.low, old.mid, old.high)))


def _moved(old: Span, new: Span, left: float) -> bool:
    """By more than a person would call the same."""
    enough = max(5.0, 0.15 * left)
    return abs(new.low - old.low) > enough or abs(new.high - old.high) > enough
