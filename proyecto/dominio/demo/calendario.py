"""When people buy: years, seasons, weekdays, feasts and hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from proyecto.dominio.demo.plan import Plan

GROWTH_A_YEAR = 1.14
ROUGHNESS = 0.11
MONTHS = (0.82, 0.92, 0.92, 0.95, 1.12, 0.92, 0.92, 0.98, 0.96, 1.0, 1.22, 1.38)
# Monday first.
WEEKDAYS = (0.95, 0.92, 0.95, 1.0, 1.15, 1.2, 0.95)
CHANNELS = ("web", "tienda", "telefono", "mercado")
# On working days and at weekends.
SHARES = ((54, 22, 10, 14), (50, 33, 3, 14))
HOURS = {
    "web": (4, 2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 11, 11, 9, 8, 8, 9, 10, 12, 14, 15, 13, 8),
    "tienda": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 9, 11, 12, 9, 8, 10, 12, 13, 10, 0, 0, 0, 0),
    "telefono": (0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 13, 14, 13, 10, 6, 8, 11, 10, 6, 0, 0, 0, 0, 0),
    "mercado": (5, 3, 2, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 10, 9, 9, 9, 10, 11, 12, 13, 13, 11, 8),
}
SUMMED = {canal: tuple(accumulate(hours)) for canal, hours in HOURS.items()}
DAY = timedelta(days=1)
SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Day:
    """A day with `count` orders, after `before` on earlier days. They come within its first
    `seconds`: the plan may end with it half over."""

    date: date
    count: int
    before: int
    seconds: int


def days(plan: Plan) -> Iterator[Day]:
    """Each day of the plan with its orders, which add up to what was asked for."""
    weighed = [(day, seconds, _weight(plan, day, seconds)) for day, seconds in _dates(plan)]
    whole = sum(weight for *_, weight in weighed)
    summed, before = 0.0, 0
    for day, seconds, weight in weighed:
        summed += weight
        after = round(plan.cantidad * summed / whole)
        yield Day(day, after - before, before, seconds)
        before = after


def shares(day: date) -> tuple[int, ...]:
    """How the orders of a day are spread over the channels."""
    return SHARES[day.weekday() >= 5]


def feast(day: date) -> float:
    """How much more, or less, people buy on some days than the season says."""
    if (day.month, day.day) in {(12, 25), (1, 1)}:
        return 0.3
    if day.month == 12:
        return 1.25 if 12 <= day.day <= 23 else 0.8 if day.day > 25 else 1.0
    if day.month == 5:
        return 1.6 if 7 <= day.day <= 10 else 0.95  # mothers are celebrated on the 10th
    if day.month == 11:
        return 2.6 if 0 <= (_revolution(day.year) - day).days <= 3 else 0.9  # "El Buen Fin"
    return 1.0


def _revolution(year: int) -> date:
    """The third Monday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(-first.weekday()) % 7 + 14)


def _weight(plan: Plan, day: date, seconds: int) -> float:
    years = (day - plan.desde.date()).days / 365
    rough = plan.chance(f"dia:{day}").lognormvariate(0, ROUGHNESS)
    season = MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] * feast(day)
    return season * rough * GROWTH_A_YEAR**years * seconds / SECONDS


def _dates(plan: Plan) -> Iterator[tuple[date, int]]:
    """The days with how many of their seconds belong to the plan, by the clock on the wall."""
    day, end = plan.desde.date(), plan.hasta.replace(tzinfo=None)
    while (midnight := datetime.combine(day, time())) < end:
        yield day, max(1, min(SECONDS, int((end - midnight).total_seconds())))
        day += DAY
