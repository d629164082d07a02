"""What does a report of sales cost, in a shop of a million orders?

``python -m bench.ventas [--orders N] [--only query,body,appendix,csv,xlsx]``

Demo orders are made in a database of its own: SQLite, or on the server of ``DATABASE_URL`` (a new
one, gone when it is over). Then each part of a report is measured, where there is one beside its
floor: the bare query, the bare dump of the same rows. Of several rounds the cheapest counts. The
month is the one with nearest to 40,000 orders.
"""

import argparse
import os
import secrets
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django

from bench.measure import cost, load

MEXICO = ZoneInfo("America/Mexico_City")
FIRST, LAST = datetime(2024, 10, 1, tzinfo=MEXICO), datetime(2026, 11, 1, tzinfo=MEXICO)
WANTED = 40_000


def main(count: int, only: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="avance-bench-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "proyecto.settings",
            "VAR_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(32),
            "LOG_LEVEL": "WARNING",
        }
        django.setup()
        from tests.stack.database import drop_database, make_database

        url = make_database(os.environ.get("DATABASE_URL", ""))
        try:
            fill(count)
            measure(Path(folder), only)
        finally:
            drop_database(url)


def fill(count: int) -> None:
    """Orders of 25 months."""
    from django.db import connection

    from proyecto.dominio.demo.crear import crear
    from proyecto.dominio.models import Lote

    lote = Lote.objects.create(cantidad=count, desde=FIRST, hasta=LAST, semilla=7)
    made = cost(lambda: [None for _step in crear(lote)])
    print(f"{connection.vendor}: {count:,} orders made in {made.wall:.0f} s, {load()}", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(folder: Path, only: list[str]) -> None:
    from bench import ventas_parts

    parts = ventas_parts.Parts(folder, busiest())
    for name in only or ventas_parts.NAMES:
        for line in getattr(parts, name)():
            print(f"  {line}", flush=True)
    print(load())


def busiest() -> Any:
    """The month with nearest to so many paid orders as the goals speak of."""
    from django.db import connection

    from workers.engines.report.month import Month
    from workers.ventas import orders

    months = [Month(2024, 10)]
    while months[-1] < Month(2026, 10):
        months.append(months[-1].after)
    paid = {month: orders.count(connection, month.span(MEXICO)) for month in months}
    chosen = min(paid, key=lambda month: abs(paid[month] - WANTED))
    print(f"{chosen}: {paid[chosen]:,} paid orders", flush=True)
    return chosen


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--only", type=lambda text: text.split(","), default=[])
    given = parser.parse_args()
    main(given.orders, given.only)
