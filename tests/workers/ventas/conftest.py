"""A shop, and its sums of a month."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.workers.ventas.shop import MEXICO, Shop, at
from workers.engines.report.figures import Sales, gathered
from workers.engines.report.month import Month
from workers.ventas import sums
from workers.ventas.snapshot import snapshot

LATER = at("2026-06-01 12:00")
Summed = Callable[..., Sales]


@pytest.fixture
def shop(committed: None) -> Shop:
    """Products and customers of this test's own."""
    return Shop()


@pytest.fixture
def summed() -> Summed:
    """The figures of a month, as of `now`."""

    def asked(year: int, month: int, now: datetime = LATER) -> Sales:
        wanted = Month(year, month)
        span = wanted.until(now, MEXICO)
        before = wanted.before.as_far_as(span, MEXICO)
        with snapshot() as connection:
            return gathered(sums.cells(connection, span, before, MEXICO), wanted, span, before, now)

    return asked
