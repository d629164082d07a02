"""Dates as people of either language write them."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation

from dashboard.formats import clock, day_and_clock, month_and_year

WHEN = datetime(2026, 10, 3, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "moment", "month"),
    [
        ("es-mx", "3 oct 18:05", "el 3 oct a las 18:05", "octubre de 2026"),
        ("en", "3 Oct 18:05", "on 3 Oct at 18:05", "October 2026"),
    ],
)
def test_months_have_a_capital_where_the_language_has_it(
    language: str, day: str, moment: str, month: str
) -> None:
    with translation.override(language), timezone.override(UTC):
        assert clock(WHEN) == day
        assert day_and_clock(WHEN) == moment
        assert month_and_year(WHEN.date()) == month
