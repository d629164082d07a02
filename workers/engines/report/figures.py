"""What was sold in a month, beside the month before it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from workers.engines.report.month import Month, Span

PAID = "pagado"
"""The state of the orders that count."""


@dataclass(slots=True)
class Tally:
    """So many orders, things and centavos."""

    orders: int = 0
    units: int = 0
    cents: int = 0

    def add(self, orders: int, units: int, cents: int) -> None:
        """Count some more."""
        self.orders += orders
        self.units += units
        self.cents += cents

    @property
    def mean(self) -> int:
        """Centavos of the average order."""
        return round(self.cents / self.orders) if self.orders else 0


@dataclass(slots=True)
class Pair:
    """This month and the one before."""

    name: str = ""
    now: Tally = field(default_factory=Tally)
    before: Tally = field(default_factory=Tally)

    def of(self, current: bool) -> Tally:
        """One of the two."""
        return self.now if current else self.before


class Cell(NamedTuple):
    """A sum, as a database gives it. What it is not a sum of by itself is None; a cell may be a
    sum by several things at once, and then counts for each of them."""

    current: bool
    day: date | None
    channel: str | None
    region: str | None
    state: str | None
    product: int | None
    product_name: str | None
    orders: int
    units: int
    cents: int


@dataclass(slots=True)
class Sales:
    """All that the report tells. Paid orders only, except in ``states``."""

    month: Month
    span: Span
    before: Span
    made_at: datetime
    total: Pair = field(default_factory=Pair)
    # By the day of the month, 1 to 31, each present.
    days: dict[int, Pair] = field(default_factory=dict)
    products: list[Pair] = field(default_factory=list)
    channels: list[Pair] = field(default_factory=list)
    regions: list[Pair] = field(default_factory=list)
    # Every order that was made, by its state.
    states: dict[str, Tally] = field(default_factory=dict)

    @property
    def partial(self) -> bool:
        """Whether the month is not over yet."""
        return self.span.end < self.month.span(self.span.start.tzinfo).end  # type: ignore[arg-type]


def gathered(
    cells: Iterable[Cell], month: Month, span: Span, before: Span, made_at: datetime
) -> Sales:
    """Put sums into their places; the largest first."""
    sales = Sales(month, span, before, made_at)
    sales.days = {day: Pair(str(day)) for day in range(1, month.days + 1)}
    by: dict[str, dict[object, Pair]] = {"channel": {}, "region": {}, "product": {}}
    for cell in cells:
        amounts = (cell.orders, cell.units, cell.cents)
        if cell.current and cell.day is not None:
            sales.states.setdefault(cell.state or "", Tally()).add(*amounts)
        if cell.product is not None:
            sales.total.of(cell.current).units += cell.units
        elif cell.state != PAID:
            continue
        if cell.day is not None:
            sales.total.of(cell.current).add(*amounts)
            # A longer month before has days that this one lacks.
            sales.days.get(cell.day.day, Pair()).of(cell.current).add(*amounts)
        for what, key, name in _keys(cell):
            by[what].setdefault(key, Pair(name)).of(cell.current).add(*amounts)
    sales.products = [pair for pair in _largest(by["product"]) if pair.now.cents]
    sales.channels, sales.regions = _largest(by["channel"]), _largest(by["region"])
    return sales


def _keys(cell: Cell) -> list[tuple[str, object, str]]:
    """What it is a sum by, beside the day: the kind, the key, the name."""
    keys = (
        ("channel", cell.channel, cell.channel),
        ("region", cell.region, cell.region),
        ("product", cell.product, cell.product_name),
    )
    return [(what, key, name or "") for what, key, name in keys if key is not None]


def _largest(pairs: dict[object, Pair]) -> list[Pair]:
    return sorted(pairs.values(), key=lambda pair: (-pair.now.cents, pair.name))
