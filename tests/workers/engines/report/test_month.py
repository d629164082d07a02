"""Which month, and from when to when."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.workers.engines.report.sample import MEXICO
from workers.engines.report.month import BadMonth, Month, asked_for

TODAY = date(2026, 11, 22)


def test_without_a_month_it_is_the_one_before() -> None:
    assert asked_for(None, None, TODAY) == Month(2026, 10)
    assert asked_for(None, None, date(2026, 1, 1)) == Month(2025, 12)
    assert asked_for(None, None, date(2024, 3, 31)) == Month(2024, 2)


def test_numbers_written_as_text_are_understood() -> None:
    assert asked_for("10", "2026", TODAY) == Month(2026, 10)


@pytest.mark.parametrize(
    ("mes", "anio", "code"),
    [
        (13, 2026, "bad_month"),
        (0, 2026, "bad_month"),
        (-1, 2026, "bad_month"),
        ("octubre", 2026, "bad_month"),
        (None, 2026, "bad_month"),
        (1.5, 2026, "bad_month"),
        (True, 2026, "bad_month"),
        (10, 1800, "bad_year"),
        (10, None, "bad_year"),
        (10, 26, "bad_year"),
        (10, 10_000, "bad_year"),
        (12, 2026, "month_ahead"),
        (1, 2027, "month_ahead"),
    ],
)
def test_a_month_that_there_is_no_report_of_is_refused(mes: Any, anio: Any, code: str) -> None:
    with pytest.raises(BadMonth) as refused:
        asked_for(mes, anio, TODAY)
    assert refused.value.code == code


def test_a_month_lasts_from_midnight_to_midnight_whatever_the_clocks_do() -> None:
    for month in (Month(2021, 4), Month(2021, 10), Month(2024, 2), Month(2026, 12)):
        span = month.span(MEXICO)
        assert (span.start.day, span.start.hour, span.end.day, span.end.hour) == (1, 0, 1, 0)
        assert span.end.date() - span.start.date() == timedelta(days=month.days)
    spring = Month(2021, 4).span(MEXICO)
    assert spring.end.timestamp() - spring.start.timestamp() == (30 * 24 - 1) * 3600


def test_january_comes_after_december() -> None:
    assert Month(2026, 12).after == Month(2027, 1)
    assert Month(2027, 1).before == Month(2026, 12)
    assert str(Month.read("2027-01")) == "2027-01"


def test_a_longer_month_so_far_is_compared_with_no_more_than_there_was() -> None:
    span = Month(2026, 3).until(Month(2026, 3).span(MEXICO).start + timedelta(days=30), MEXICO)
    assert Month(2026, 2).as_far_as(span, MEXICO) == Month(2026, 2).span(MEXICO)
