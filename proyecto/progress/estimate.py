"""How long work takes, as a range that holds nine times out of ten: learned from what the same kind
of work took, by its size.

Pure functions over plain numbers. Times are compared as ratios (logarithms): a film that takes an
hour is an hour off as easily as one of a minute is a minute off.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import NormalDist, median, stdev

# With fewer that are alike, no estimate is better than a wrong one.
ENOUGH = 8
MANY = 20
# Sizes within this factor are alike, and of those so many of the nearest count.
ALIKE = 8.0
NEAREST = 60
# Time grows with size, and hardly ever faster than it.
STEEPEST = 1.2
# A range of which one end is so many times the other says nothing.
TOO_WIDE = 10.0
# Below a minute everything is "less than 1 min".
WORTH_SECONDS = 60.0
# Nothing that a clock measures is shorter.
LEAST = 1e-3


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds: what is likely, and between what it will be nine times out of ten."""

    low: float
    mid: float
    high: float

    def less(self, seconds: float) -> "Span":
        """What is left of it after so many seconds."""
        return Span(*(max(0.0, part - seconds) for part in (self.low, self.mid, self.high)))

    @property
    def says_something(self) -> bool:
        """Whether it is worth telling."""
        return self.high <= WORTH_SECONDS or self.high <= TOO_WIDE * max(self.low, LEAST)


@dataclass(frozen=True, slots=True)
class Misses:
    """The share of ranges that may be wrong: it is over before (`below`), or after (`above`)."""

    below: float = 0.05
    above: float = 0.05


@dataclass(frozen=True, slots=True)
class Sample:
    """One run that went well; `size` in its kind's own unit, None where it has none."""

    size: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Prior:
    """What a whole run of a size may take: the range, and the times that it comes from."""

    span: Span
    totals: tuple[float, ...] = ()

    def after(self, elapsed: float, misses: Misses) -> Span | None:
        """What is left after `elapsed` seconds of a run that does not say how far it is: of those
        that took longer, the rest. None where hardly any did."""
        if elapsed < self.span.low:
            return self.span.less(elapsed)
        rests = [math.log(max(LEAST, total - elapsed)) for total in self.totals if total > elapsed]
        return span_of(rests, misses) if len(rests) >= ENOUGH else None


def span_of(logs: Sequence[float], misses: Misses) -> Span:
    """The range of times given as logarithms, at least a few."""
    low, high = between(logs, misses)
    return Span(math.exp(low), math.exp(median(logs)), math.exp(high))


def between(values: Sequence[float], misses: Misses) -> tuple[float, float]:
    """Between what the next value lies, but for the misses.

    The quantiles of n + 1 values, as in conformal prediction; where so few values have no such
    quantile, those of a normal distribution that is as wide, and wider for the few.
    """
    ordered = sorted(values)
    n, middle = len(ordered), median(ordered)
    deviation = max(_deviation(ordered, middle), 0.02) * math.sqrt(1 + 1 / n) * (1 + 1 / n)
    ends = []
    for share, side in ((misses.below, -1), (misses.above, 1)):
        place = share * (n + 1)
        index = max(0, math.floor(place) - 1)
        end = ordered[index] if side < 0 else ordered[n - 1 - index]
        if place < 1:
            far = middle + side * deviation * -NormalDist().inv_cdf(max(1e-4, share))
            end = min(end, far) if side < 0 else max(end, far)
        ends.append(end)
    return ends[0], ends[1]


def _deviation(ordered: Sequence[float], middle: float) -> float:
    """Robust: a few that took ten times as long do not make all others uncertain. Of a handful
    nobody knows which are the odd ones."""
    robust = 1.4826 * median(abs(value - middle) for value in ordered)
    return robust if len(ordered) >= MANY else max(robust, stdev(ordered))


@dataclass(slots=True)
class Totals:
    """The times of one kind of work, asked for many sizes."""

    samples: Sequence[Sample]
    misses: Misses = field(default_factory=Misses)
    _kept: dict[int | None, Prior | None] = field(default_factory=dict)
    _slopes: dict[int | None, float] = field(default_factory=dict)

    def of(self, size: float | None) -> Prior | None:
        """What a run of `size` may take as a whole; of any size, where it is not known. None:
        too few are like it."""
        if size is None or size <= 0:
            return self._near(None)
        # Sizes a quarter apart share what was worked out for the middle of them.
        step = round(4 * math.log(size))
        middle = self._near(step)
        if middle is None:
            return None
        factor = math.exp(self._slopes[step] * (math.log(size) - step / 4))
        span = middle.span
        scaled = Span(span.low * factor, span.mid * factor, span.high * factor)
        return Prior(scaled, tuple(total * factor for total in middle.totals))

    def _near(self, step: int | None) -> Prior | None:
        if step not in self._kept:
            self._kept[step] = self._made(step)
        return self._kept[step]

    def _made(self, step: int | None) -> Prior | None:
        if step is None:
            logs = [math.log(max(LEAST, sample.seconds)) for sample in self.samples]
        else:
            logs = self._moved_to(step)
        if len(logs) < ENOUGH:
            return None
        return Prior(span_of(logs, self.misses), tuple(math.exp(log) for log in logs))

    def _moved_to(self, step: int) -> list[float]:
        """What those of about this size would have taken at exactly this size."""
        here = step / 4
        points = [
            (math.log(sample.size), math.log(max(LEAST, sample.seconds)))
            for sample in self.samples
            if sample.size
        ]
        points.sort(key=lambda point: abs(point[0] - here))
        near = [point for point in points[:NEAREST] if abs(point[0] - here) <= math.log(ALIKE)]
        slope = self._slopes[step] = _slope(near)
        return [seconds + slope * (here - size) for size, seconds in near]


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """How time grows with size: the median over all pairs (Theil and Sen), which no outlier moves.
    Pairs of almost one size say nothing about it."""
    slopes = [
        (b - y) / (a - x)
        for index, (x, y) in enumerate(points)
        for a, b in points[index + 1 :]
        if abs(a - x) > 0.1
    ]
    return min(STEEPEST, max(0.0, median(slopes))) if slopes else 1.0
