"""A month of the calendar, and its bounds in a time zone."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

FIRST_YEAR = 2000
"""Before it, no shop of ours sold anything; a year such as 26 or 1800 is a slip of the pen."""


class BadMonth(ValueError):
    """There is no report of such a month. ``code``: "bad_month" (``mes``), "bad_year" (``anio``,
    ``first``) or "month_ahead" (``periodo``)."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to, not including, ``end``. Both know their zone."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """``str()`` gives "2026-10"."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month":
        """The month of "2026-10"."""
        year, _, month = text.partition("-")
        return cls(int(year), int(month))

    @property
    def days(self) -> int:
        """28 to 31."""
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def after(self) -> "Month":
        """The month after."""
        return Month(self.year + (self.month == 12), self.month % 12 + 1)

    def span(self, zone: ZoneInfo) -> Span:
        """From its first midnight to that of the next month, as clocks in ``zone`` show them."""
        return Span(_midnight(self.first, zone), _midnight(self.after.first, zone))

    def until(self, now: datetime, zone: ZoneInfo) -> Span:
        """The same, but what is still to come is left out."""
        whole = self.span(zone)
        return Span(whole.start, min(whole.end, now.astimezone(zone)))

    def as_far_as(self, other: Span, zone: ZoneInfo) -> Span:
        """As much of this month as ``other``, which began with a month, holds of its own."""
        whole = self.span(zone)
        # By the clock on the wall: a month with a change of hours is compared like any other.
        gone = other.end.replace(tzinfo=None) - other.start.replace(tzinfo=None)
        end = (whole.start.replace(tzinfo=None) + gone).replace(tzinfo=zone)
        return Span(whole.start, min(whole.end, end))


def asked_for(mes: Any, anio: Any, today: date) -> Month:
    """The month that somebody asks for on ``today``; without both numbers, the month before.

    Raises BadMonth.
    """
    if mes is None and anio is None:
        return Month.of(today).before
    month, year = _whole(mes), _whole(anio)
    if month is None or not 1 <= month <= 12:
        raise BadMonth("bad_month", mes=str(mes)[:20])
    if year is None or not FIRST_YEAR <= year <= 9998:
        raise BadMonth("bad_year", anio=str(anio)[:20], first=FIRST_YEAR)
    if Month(year, month) > Month.of(today):
        raise BadMonth("month_ahead", periodo=str(Month(year, month)))
    return Month(year, month)


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
