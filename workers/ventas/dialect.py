"""What SQLite and PostgreSQL say differently: pieces of SQL with their parameters.

A moment is kept in UTC; a day is one of the shop's own zone, which need not keep its distance to
UTC within a month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Sql:
    """Text and what belongs in its places."""

    text: str
    params: Sequence[Any] = ()


def local_day(connection: Any, zone: ZoneInfo, start: datetime, end: datetime) -> Sql:
    """The day on the shop's calendar of `p.fecha`, which lies from `start` to `end`."""
    if connection.vendor == "postgresql":
        return Sql("(p.fecha AT TIME ZONE %s)::date", [zone.key])
    # Django's own TruncDay is a Python function there, eight times slower than this.
    *earlier, last = _offsets(zone, start, end)
    whens = ["WHEN p.fecha < %s THEN date(p.fecha, %s)"] * len(earlier)
    params = [value for until, offset in earlier for value in (utc(connection, until), offset)]
    if not whens:
        return Sql("date(p.fecha, %s)", [last[1]])
    return Sql(f"CASE {' '.join(whens)} ELSE date(p.fecha, %s) END", [*params, last[1]])


def cents(connection: Any, value: str) -> str:
    """An amount in whole centavos: SQLite keeps decimals as floats."""
    if connection.vendor == "postgresql":
        return f"({value} * 100)::bigint"
    return f"CAST(ROUND({value} * 100) AS INTEGER)"


def epoch(connection: Any) -> str:
    """`p.fecha` in seconds since 1970."""
    if connection.vendor == "postgresql":
        return "EXTRACT(EPOCH FROM p.fecha)::bigint"
    return "CAST(strftime('%%s', p.fecha) AS INTEGER)"


def utc(connection: Any, moment: datetime) -> Any:
    """A moment as a parameter that is compared with `p.fecha`."""
    return connection.ops.adapt_datetimefield_value(moment.astimezone(UTC))


def _offsets(zone: ZoneInfo, start: datetime, end: datetime) -> list[tuple[datetime, str]]:
    """Until when which distance to UTC holds, in SQLite's words, in order."""
    found: list[tuple[datetime, str]] = []
    at, end = start.astimezone(UTC), end.astimezone(UTC)
    offset = _minutes(zone, at)
    while at < end:
        step = min(end, at + timedelta(hours=1))
        if _minutes(zone, step) != offset:
            found.append((step, f"{offset:+d} minutes"))
            offset = _minutes(zone, step)
        at = step
    return [*found, (end, f"{offset:+d} minutes")]


def _minutes(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset() or timedelta()
    return int(offset.total_seconds() // 60)
