"""When a follower comes back."""

import pytest

from avance_client.errors import NetworkError
from avance_client.pauses import CROWDED_SECONDS, LONGEST_SECONDS, Pauses


def test_pauses_grow_with_a_random_part_and_have_a_bound() -> None:
    pauses = Pauses()
    waits = [pauses.after(None) for _ in range(12)]

    assert waits[0] < 1
    assert 0.5 * LONGEST_SECONDS <= waits[-1] <= LONGEST_SECONDS
    assert len({round(wait, 6) for wait in waits[-4:]}) > 1


def test_something_new_makes_them_short_again() -> None:
    pauses = Pauses()
    waits = [pauses.after(None) for _ in range(8)]
    pauses.good()

    assert pauses.after(None) < 1 < waits[-1]


def test_a_server_that_restarts_is_taken_at_its_word_once() -> None:
    pauses = Pauses()

    assert pauses.after(1012, bye_ms=1700) == 1.7
    assert pauses.after(1012, bye_ms=1700) != 1.7


def test_a_slow_reader_comes_back_at_once_and_a_crowd_stays_away() -> None:
    assert Pauses().after(4408) == 0
    assert Pauses().after(4429) > CROWDED_SECONDS


def test_patience_counts_from_the_last_news() -> None:
    pauses = Pauses(patience=0)

    with pytest.raises(NetworkError):
        pauses.after(None)
