"""Figures of a month for tests that look at pages."""

from datetime import datetime
from zoneinfo import ZoneInfo

from workers.engines.report.document import Order
from workers.engines.report.figures import Cell, Sales, gathered
from workers.engines.report.month import Month

MEXICO = ZoneInfo("America/Mexico_City")
OCTOBER = Month(2026, 10)
MADE = datetime(2026, 11, 3, 9, 15, tzinfo=MEXICO)


def sales(products: int = 25, now: datetime = MADE, name: str = "Producto") -> Sales:
    """October 2026, the same amount each day, a little more than in September."""
    span = OCTOBER.until(now, MEXICO)
    cells = []
    for current, month, cents in ((True, OCTOBER, 110_00), (False, OCTOBER.before, 100_00)):
        for day in range(1, month.days + 1):
            when = month.first.replace(day=day)
            if not current or when <= span.end.date():
                cells.append(Cell(current, when, "web", "norte", "pagado", None, None, 2, 0, cents))
        for n in range(products):
            key = (None, None, None, None, n, f"{name} {n}")
            cells.append(Cell(current, *key, 0, 3, 1000 * (n + 1)))
    before = OCTOBER.before.as_far_as(span, MEXICO)
    return gathered(cells, OCTOBER, span, before, now)


def orders(count: int, customer: str = "María Hernández") -> list[Order]:
    """So many, each with a total of its own."""
    return [
        Order(1000 + n, "17/10/2026 18:05", customer, "norte", "web", 2, 100 * n + 1)
        for n in range(count)
    ]
