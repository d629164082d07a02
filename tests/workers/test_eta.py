"""Time left, from how fast the work really goes; no number is better than a wrong one."""

import pytest

from workers.eta import Pace


def worked(pace: Pace, rate: float, seconds: int, done: float = 0.0, at: float = 0.0) -> float:
    """So long at `rate` units a second, noted ten times a second; what is done then."""
    for step in range(seconds * 10 + 1):
        pace.note(done + rate * step / 10, at + step / 10)
    return done + rate * seconds


def test_at_first_it_is_too_early_to_tell() -> None:
    pace = Pace(0.0)
    done = worked(pace, 10, 3)
    assert pace.seconds_left(done, 1000, 3.0) is None


def test_a_steady_pace_gives_the_true_time() -> None:
    pace = Pace(0.0)
    done = worked(pace, 10, 20)
    assert pace.seconds_left(done, 1000, 20.0) == pytest.approx(80, rel=0.02)


def test_a_pace_that_changes_is_followed() -> None:
    pace = Pace(0.0)
    done = worked(pace, 10, 20)
    done = worked(pace, 2, 100, done, 20.0)
    left = pace.seconds_left(done, 1000, 120.0)
    assert left == pytest.approx((1000 - done) / 2, rel=0.1)


def test_what_an_earlier_attempt_did_is_no_speed() -> None:
    pace = Pace(0.0)
    done = worked(pace, 10, 20, done=500)
    assert pace.seconds_left(done, 1000, 20.0) == pytest.approx(30, rel=0.02)


def test_work_that_does_not_move_has_no_time_left_to_tell() -> None:
    pace = Pace(0.0)
    done = worked(pace, 0, 30, done=100)
    assert pace.seconds_left(done, 1000, 30.0) is None
