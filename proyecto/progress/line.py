"""A line before workers: when each that waits begins, and when it is done.

Pure. Those who wait are taken in order by whichever slot is free first; how uncertain each is adds
up as independent errors do, which is less than all of them at once.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

from proyecto.progress.estimate import Span

FREE = Span(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Turn:
    """Seconds from now until it begins, and until it is done; None where nobody can tell."""

    begins: Span | None
    ends: Span | None


NOBODY_KNOWS = Turn(None, None)


def turns(slots: Sequence[Span | None], jobs: Sequence[Span | None]) -> list[Turn]:
    """For each job in order; `slots` are the times until each is free. Behind a slot or a job of
    which nothing is known, nothing can be told."""
    known = [slot for slot in slots if slot is not None]
    if len(known) < len(slots) or not known:
        return [NOBODY_KNOWS] * len(jobs)
    free = [(slot.mid, number, slot) for number, slot in enumerate(known)]
    heapq.heapify(free)
    result = []
    for job in jobs:
        _mid, number, begins = free[0]
        if job is None:
            # It begins when that slot is free; who comes behind it waits for nobody knows what.
            result.append(Turn(begins, None))
            break
        ends = after(begins, job)
        heapq.heapreplace(free, (ends.mid, number, ends))
        result.append(Turn(begins, ends))
    return result + [NOBODY_KNOWS] * (len(jobs) - len(result))


def after(first: Span, then: Span) -> Span:
    """One, and then the other."""
    mid = first.mid + then.mid
    low = math.hypot(first.mid - first.low, then.mid - then.low)
    high = math.hypot(first.high - first.mid, then.high - then.mid)
    return Span(max(0.0, mid - low), mid, mid + high)
