"""The schedule of the product through the ends of months and years, in Mexico City."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from proyecto.progress.models import Slot
from tests.progress.schedule import at, blank_schedule, launched, missed, pass_time

pytestmark = pytest.mark.usefixtures("committed", "redis_process")

ENDS = [
    pytest.param("2027-01-31 12:30", "2027-02-01 12:30", id="the end of a month"),
    pytest.param("2028-02-28 05:30", "2028-03-01 06:30", id="a leap day"),
    pytest.param("2027-02-28 17:30", "2027-03-01 08:30", id="a February without one"),
    pytest.param("2026-12-31 17:30", "2027-01-02 08:30", id="1 January"),
]


@pytest.fixture(autouse=True)
def blank() -> Iterator[None]:
    with blank_schedule():
        yield


def hours(since: str, until: str) -> list[datetime]:
    """Each full hour between two half ones."""
    count = (at(until) - at(since)) // timedelta(hours=1)
    return [at(since) + timedelta(hours=number, minutes=30) for number in range(count)]


def as_the_tutorial_says(since: str, until: str) -> dict[str, list[str]]:
    """What is to happen, told hour by hour by the calendar alone."""
    told: dict[str, list[str]] = {
        "limpiar-sesiones-expiradas": [],
        "resumen-diario": [],
        "resumen-semanal": [],
        "verificar-suscripciones": [],
        "reporte-mensual": [],
    }
    for hour in hours(since, until):
        due = {
            "limpiar-sesiones-expiradas": hour.hour == 3,
            "resumen-diario": hour.hour == 8 and hour.strftime("%a") not in {"Sat", "Sun"},
            "resumen-semanal": hour.hour == 7 and hour.strftime("%a") == "Mon",
            "verificar-suscripciones": hour.hour % 6 == 0,
            "reporte-mensual": hour.hour == 6 and hour.day == 1,
        }
        for name, moments in told.items():
            if due[name]:
                moments.append(f"{hour:%Y-%m-%d %H:%M}")
    return told


@pytest.mark.parametrize(("since", "until"), ENDS)
def test_everything_is_launched_at_its_hour_and_once_by_two_beats(since: str, until: str) -> None:
    pass_time(since, until, beats=2)
    expected = as_the_tutorial_says(since, until)
    assert {name: launched(name) for name in expected} == expected
    assert not Slot.objects.filter(missed_at__isnull=False).exists()
    assert len(expected["reporte-mensual"]) == 1, "each of these is the end of a month"


def test_a_run_is_asked_for_at_the_minute_that_the_clock_of_mexico_city_says() -> None:
    pass_time("2028-02-29 02:30", "2028-02-29 03:30", beats=1)
    (slot,) = Slot.objects.filter(name="limpiar-sesiones-expiradas")
    assert slot.run is not None
    assert slot.run.created_at.isoformat() == "2028-02-29T09:00:00+00:00"


def test_a_beat_that_was_away_over_new_year_catches_up_what_is_still_worth_it() -> None:
    pass_time("2026-12-30 11:00", "2026-12-30 13:00", beats=1)
    pass_time("2027-01-02 20:00", "2027-01-02 21:00", beats=1)
    # Each once, for its newest moment; the team's day of Friday is over.
    assert launched("limpiar-sesiones-expiradas") == ["2027-01-02 03:00"]
    assert missed("limpiar-sesiones-expiradas") == ["2026-12-31 03:00", "2027-01-01 03:00"]
    assert launched("reporte-mensual") == ["2027-01-01 06:00"]
    assert launched("resumen-diario") == []
    assert missed("resumen-diario") == ["2026-12-31 08:00", "2027-01-01 08:00"]
    assert launched("verificar-suscripciones")[-1] == "2027-01-02 18:00"
