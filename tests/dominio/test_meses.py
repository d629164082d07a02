"""Months of the shop's own calendar."""

import pytest
from django.utils import timezone

from proyecto.dominio.meses import bounds


@pytest.mark.parametrize(
    ("mes", "first", "end"),
    [
        ("2026-10", "2026-10-01", "2026-11-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        (" 2024-2 ", "2024-02-01", "2024-03-01"),
    ],
)
def test_a_month_lasts_from_midnight_to_midnight_in_mexico(mes: str, first: str, end: str) -> None:
    found = bounds(mes)
    assert found is not None
    assert [moment.isoformat()[:19] for moment in found] == [f"{first}T00:00:00", f"{end}T00:00:00"]
    assert found[0].tzinfo == timezone.get_default_timezone()


@pytest.mark.parametrize(
    "mes", ["", "2026", "2026-13", "2026-0", "1800-01", "x", "２０２６-01", "9999-12"]
)
def test_what_is_no_month_is_none(mes: str) -> None:
    assert bounds(mes) is None
