"""The orders of a month, one by one."""

import csv
import io
from pathlib import Path

from tests.workers.ventas.shop import MEXICO, Shop
from workers.engines.report.month import Month
from workers.ventas import orders
from workers.ventas.snapshot import snapshot

LIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"]
NASTY = [*LIVE, 'Ana "la" Ñandú, S.A.', "王小明 🎒"]


def test_a_csv_holds_every_paid_order_and_no_formula(shop: Shop, tmp_path: Path) -> None:
    for day, name in enumerate(NASTY, 1):
        shop.order(f"2005-06-{day:02d} 08:15", ("Taza", 3, "1234.50"), cliente=name)
    shop.order("2005-06-20 10:00", estado="pendiente")
    target = tmp_path / "pedidos.csv"

    with snapshot() as connection:
        told = list(orders.write_csv(connection, Month(2005, 6).span(MEXICO), MEXICO, target))

    text = target.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    assert told[-1] >= len(NASTY) == len(rows)
    for row, name in zip(rows, NASTY, strict=True):
        assert row["cliente"] == (f"'{name}" if name in LIVE else name)
    assert rows[0]["fecha"] == "2005-06-01 08:15:00"
    assert (rows[0]["articulos"], rows[0]["total_mxn"]) == ("3", "3703.50")
    assert (rows[0]["region"], rows[0]["canal"]) == ("Centro", "Tienda en línea")


def test_orders_come_in_the_order_in_which_they_were_made(shop: Shop) -> None:
    late = shop.order("2006-06-10 12:00")
    early = shop.order("2006-06-10 08:00", ("Taza", 1, "0.29"), ("Plato", 2, "0.01"))

    with snapshot() as connection:
        span = Month(2006, 6).span(MEXICO)
        found = list(orders.rows(connection, span, MEXICO))
        assert orders.count(connection, span) == len(found)

    assert [row.id for row in found] == [early.pk, late.pk]
    assert (found[0].units, found[0].cents) == (3, 31)
    assert found[0].moment.isoformat() == "2006-06-10T08:00:00-05:00"
