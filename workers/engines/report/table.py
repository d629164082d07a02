"""The orders as CSV, for whatever people open it with."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, Excel takes UTF-8 for something else."""
COLUMNS = ("pedido", "fecha", "cliente", "region", "canal", "articulos", "total_mxn")
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell must not begin with: spreadsheets would run it (CWE-1236)."""
PIECE = 1000

Cells = tuple[int, str, str, str, str, int, str]
"""Number, local time, customer, region, channel, things, pesos."""


def inert(text: str) -> str:
    """Text that a spreadsheet shows and never runs."""
    return f"'{text}" if text.startswith(LIVE) else text


def write_table(rows: Iterable[Cells], target: Path) -> Iterator[int]:
    """Write ``target``: a BOM, the headings, ``rows`` with the customer's name made :func:`inert`.

    Yields how many rows are written now and then.
    """
    done = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        writer = csv.writer(file)  # its CRLF also makes it quote names that hold either
        writer.writerow(COLUMNS)
        for key, moment, customer, region, channel, units, total in rows:
            writer.writerow((key, moment, inert(customer), region, channel, units, total))
            done += 1
            if done % PIECE == 0:
                yield done
    yield done
