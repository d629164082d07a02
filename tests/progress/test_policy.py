"""`retry_policy` in Celery's words."""

from typing import Any

import pytest

from proyecto.progress.policy import checked, pause

# The one of the tutorial.
SLOW = {"max_retries": 3, "interval_start": 10, "interval_step": 30, "interval_max": 120}


def test_the_pauses_grow_by_a_step_up_to_the_longest_and_end_with_the_retries() -> None:
    assert [pause(SLOW, failures) for failures in (1, 2, 3, 4)] == [10, 40, 70, None]
    longer = {**SLOW, "max_retries": 6}
    assert [pause(longer, failures) for failures in range(1, 8)] == [
        10,
        40,
        70,
        100,
        120,
        120,
        None,
    ]


def test_without_an_end_the_longest_pause_is_the_last() -> None:
    assert pause({**SLOW, "max_retries": None}, 1000) == 120


def test_no_policy_is_the_rescuers_own_rhythm() -> None:
    assert checked(None) is None
    assert pause(None, 1) is None


def test_words_that_are_left_out_are_those_of_celery() -> None:
    assert checked({"max_retries": 5}) == {
        "max_retries": 5,
        "interval_start": 0,
        "interval_step": 0.2,
        "interval_max": 0.2,
    }


@pytest.mark.parametrize(
    ("policy", "complaint"),
    [
        ({"retries": 3}, "no retries"),
        ({"max_retries": -1}, "max_retries"),
        ({"interval_start": "10"}, "interval_start"),
        ({"interval_max": None}, "interval_max"),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_is_written(policy: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        checked(policy)
