"""The orders as a workbook."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from rustpy_xlsxwriter import FastExcel, Format

MOST_ROWS = 1_048_575
"""Below the headings of one sheet: Excel's limit. What is over goes on the next."""
# Heading and width in characters.
COLUMNS = {
    "Pedido": 10,
    "Fecha": 17,
    "Cliente": 32,
    "Región": 14,
    "Canal": 20,
    "Artículos": 10,
    "Total (MXN)": 15,
}


class SheetOrder(NamedTuple):
    """One row: the number, local time without a zone, names as they are, pesos."""

    id: int
    moment: datetime
    customer: str
    region: str
    channel: str
    units: int
    pesos: float


def write_sheet(orders: Iterable[SheetOrder], count: int, target: Path) -> None:
    """Write ``target`` from ``count`` orders, taken one by one and not kept.

    Text is stored as text, so what begins like a formula is none. Whoever wants to know how far it
    is counts what is taken; what ``orders`` raises goes through.
    """
    source = iter(orders)
    book = FastExcel(str(target))
    book.format(datetime_format="dd/mm/yyyy hh:mm")
    for n in range(max(1, -(-count // MOST_ROWS))):
        book.sheet(
            "Pedidos" if n == 0 else f"Pedidos {n + 1}",
            _rows(source, count),
            column_widths=dict(COLUMNS),
            column_formats={"Total (MXN)": Format().set_num_format("#,##0.00")},
            header_format=Format().set_bold().set_background_color("#E8ECFD"),
            autofilter=True,
        )
    book.freeze(row=1)
    book.save()


def _rows(source: Iterator[SheetOrder], count: int) -> Iterator[dict[str, Any]]:
    if not count:
        yield dict.fromkeys(COLUMNS)  # the headings are those of the first row
    for order in islice(source, MOST_ROWS):
        yield dict(zip(COLUMNS, order, strict=True))
