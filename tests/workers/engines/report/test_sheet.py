"""The workbook, opened as its readers do."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from workers.engines.report import sheet
from workers.engines.report.sheet import SheetOrder, write_sheet

# A workbook knows no zones.
WHEN = datetime.fromisoformat("2026-10-17T18:05")
CUSTOMERS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "Ñandú", "王小明 🎒"]


def rows(path: Path, name: str = "Pedidos") -> list[tuple[object, ...]]:
    """All cells of a sheet."""
    book = openpyxl.load_workbook(path, read_only=True)
    found = list(book[name].values)
    book.close()
    return found


def test_a_workbook_holds_numbers_dates_and_text_that_is_never_a_formula(tmp_path: Path) -> None:
    target = tmp_path / "pedidos.xlsx"
    orders = [
        SheetOrder(n, WHEN, name, "Norte", "Teléfono", 2, 1234.5 + n)
        for n, name in enumerate(CUSTOMERS)
    ]

    write_sheet(iter(orders), len(orders), target)

    headings, *found = rows(target)
    assert headings == tuple(sheet.COLUMNS)
    assert found == [tuple(order) for order in orders]
    book = openpyxl.load_workbook(target)
    cells = [cell for row in book["Pedidos"].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} == {"n", "d", "s"}
    assert book["Pedidos"]["G2"].number_format == "#,##0.00"
    assert book["Pedidos"].freeze_panes == "A2"


def test_what_does_not_fit_on_a_sheet_goes_on_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 3)
    orders = [SheetOrder(n, WHEN, "Ana", "Norte", "Teléfono", 1, 1.0) for n in range(7)]

    write_sheet(orders, len(orders), tmp_path / "pedidos.xlsx")

    names = ("Pedidos", "Pedidos 2", "Pedidos 3")
    found = [row[0] for name in names for row in rows(tmp_path / "pedidos.xlsx", name)[1:]]
    assert found == list(range(7))


def test_a_month_without_orders_has_its_headings(tmp_path: Path) -> None:
    write_sheet((), 0, tmp_path / "pedidos.xlsx")

    headings, *below = rows(tmp_path / "pedidos.xlsx")
    assert headings == tuple(sheet.COLUMNS)
    assert not any(cell for row in below for cell in row)


def test_whoever_stops_giving_orders_stops_the_writing(tmp_path: Path) -> None:
    class Stopped(BaseException):
        """As the end of a run is."""

    def given() -> Iterator[SheetOrder]:
        yield SheetOrder(1, WHEN, "Ana", "Norte", "Teléfono", 1, 1.0)
        raise Stopped

    with pytest.raises(Stopped):
        write_sheet(given(), 2, tmp_path / "pedidos.xlsx")
