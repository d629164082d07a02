"""Whose turn it is when, in a line before workers."""

from proyecto.progress.estimate import Span
from proyecto.progress.line import FREE, NOBODY_KNOWS, after, turns

JOB = Span(50, 60, 80)


def test_each_takes_the_slot_that_is_free_first() -> None:
    first, second, third = turns([FREE, Span(10, 20, 30)], [JOB, JOB, JOB])
    assert (first.begins, first.ends) == (FREE, JOB)
    assert second.begins == Span(10, 20, 30)
    assert second.ends is not None
    assert second.ends.mid == 80
    assert third.begins == JOB, "when the first is done"


def test_what_adds_up_is_less_uncertain_than_its_parts_together() -> None:
    both = after(JOB, JOB)
    assert both.mid == 120
    assert 100 < both.low < 110
    assert 140 < both.high < 160


def test_behind_what_nobody_knows_nobody_can_tell() -> None:
    assert turns([None, FREE], [JOB]) == [NOBODY_KNOWS]
    assert turns([], [JOB]) == [NOBODY_KNOWS]
    first, second, third = turns([FREE], [JOB, None, JOB])
    assert first.ends == JOB
    assert (second.begins, second.ends) == (JOB, None)
    assert third == NOBODY_KNOWS
