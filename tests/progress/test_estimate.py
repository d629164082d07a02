"""How long work takes, learned from what alike work took; nothing rather than something false."""

import math
import random

import pytest

from proyecto.progress.estimate import Misses, Prior, Sample, Span, Totals, between, span_of


def history(runs: int, seed: int = 1, grow: float = 0.8) -> list[Sample]:
    """Sizes over four orders of magnitude, and times that grow with them."""
    chance = random.Random(seed)
    samples = []
    for _ in range(runs):
        size = 10 ** chance.uniform(2, 6)
        samples.append(Sample(size, 0.05 * size**grow * math.exp(chance.gauss(0, 0.2))))
    return samples


def test_fewer_than_eight_alike_say_nothing() -> None:
    samples = [Sample(100.0, 60.0)] * 7
    assert Totals(samples).of(100) is None
    assert Totals([*samples, Sample(100.0, 60.0)]).of(100) is not None
    assert Totals([Sample(1e6, 60.0)] * 50).of(100) is None, "none of them is like it"


@pytest.mark.parametrize("size", [300.0, 5_000.0, 80_000.0, 600_000.0])
def test_a_size_is_estimated_by_its_own_like(size: float) -> None:
    prior = Totals(history(200)).of(size)
    assert prior is not None
    true = 0.05 * size**0.8
    assert prior.span.low < true < prior.span.high
    assert prior.span.mid == pytest.approx(true, rel=0.2)
    assert prior.span.high / prior.span.low < 3


def test_a_kind_without_size_is_estimated_by_all_of_it() -> None:
    prior = Totals([Sample(None, seconds) for seconds in range(50, 70)]).of(None)
    assert prior is not None
    assert (prior.span.low, prior.span.mid, prior.span.high) == pytest.approx((50, 59.5, 69), abs=2)


def test_of_what_is_to_come_nine_in_ten_lie_between() -> None:
    chance = random.Random(3)
    held = 0
    for _ in range(2000):
        low, high = between(
            [chance.gauss(0, 1) for _ in range(chance.choice([8, 20, 60]))], Misses()
        )
        held += low <= chance.gauss(0, 1) <= high
    assert 0.89 <= held / 2000 <= 0.96


def test_the_fewer_there_are_the_wider_is_the_range() -> None:
    chance = random.Random(4)
    widths = {8: 0.0, 40: 0.0}
    for runs in widths:
        for _ in range(200):
            span = span_of([chance.gauss(0, 0.3) for _ in range(runs)], Misses())
            widths[runs] += math.log(span.high / span.low) / 200
    assert widths[8] > widths[40] > 2 * 1.6 * 0.3


def test_one_that_takes_longer_than_most_is_compared_with_those_that_did() -> None:
    totals = tuple(float(seconds) for seconds in range(60, 120))
    prior = Prior(Span(60, 90, 120), totals)
    fresh, late = prior.after(10, Misses()), prior.after(100, Misses())
    assert fresh == Span(50, 80, 110)
    assert late is not None
    assert 0 < late.low < late.mid < late.high < 25
    assert prior.after(115, Misses()) is None, "hardly any did"


def test_a_range_that_may_be_anything_is_not_worth_telling() -> None:
    assert Span(60, 120, 300).says_something
    assert not Span(60, 300, 3600).says_something
    assert Span(0, 1, 59).says_something, "less than a minute"
