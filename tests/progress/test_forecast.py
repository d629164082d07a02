"""Time left while it runs: what was learned of its kind, and how fast this one goes."""

import pytest

from proyecto.progress.estimate import Prior, Span
from proyecto.progress.forecast import Forecast, Steady

PRIOR = Prior(Span(60, 100, 180), tuple(range(60, 180)))
ERRORS = {250: (-0.3, 0.4), 500: (-0.2, 0.2), 750: (-0.1, 0.1)}


def test_at_the_start_it_is_what_others_took() -> None:
    assert Forecast(PRIOR).left(0, 0, None) == PRIOR.span


def test_the_range_narrows_as_the_work_goes_on() -> None:
    forecast = Forecast(PRIOR, ERRORS)
    widths = []
    for permille in (0, 100, 250, 400, 500, 750, 900):
        rest = (1000 - permille) / 10
        left = forecast.left(permille, 100 - rest, rest)
        assert left is not None
        assert left.mid == pytest.approx(rest, rel=0.01)
        widths.append(left.high - left.low)
    assert widths == sorted(widths, reverse=True)


def test_a_slow_worker_is_seen_by_its_pace() -> None:
    left = Forecast(PRIOR, ERRORS).left(500, 200, 200)  # others were done by now
    assert left is not None
    assert 120 < left.low < left.high < 240


def test_without_a_history_the_pace_alone_counts_once_it_is_one() -> None:
    alone = Forecast(None)
    assert alone.left(0, 0, None) is None
    assert alone.left(50, 5, 95) is None
    left = alone.left(200, 20, 80)
    assert left is not None
    assert left.low < 80 < left.high


def test_of_a_run_that_is_stuck_nobody_can_tell() -> None:
    assert Forecast(PRIOR, ERRORS).left(300, 1000, None) is None
    assert Forecast(PRIOR).left(0, 1000, None) is None


def test_what_is_shown_stays_until_it_really_moved_and_goes_down_with_the_time() -> None:
    steady = Steady()
    assert steady.take(Span(180, 220, 300), now=0) == Span(180, 220, 300)
    assert steady.take(Span(165, 210, 310), now=10) == Span(170, 210, 290), "hardly moved"
    assert steady.take(Span(300, 350, 420), now=20) == Span(300, 350, 420), "moved"
    assert steady.take(None, now=30) is None
    assert steady.take(Span(60, 400, 3000), now=40) is None, "says nothing"


def test_a_range_that_is_over_is_shown_no_more() -> None:
    steady = Steady()
    steady.take(Span(1, 2, 4), now=0)
    assert steady.take(Span(1, 2, 3), now=5) == Span(1, 2, 3)
