"""The parts of a report of sales, each beside its floor. Needs Django and a shop."""

import csv
from collections.abc import Iterator
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any

from django.db import connection

from bench.measure import best, cost, verdict
from workers.engines.report import appendix, join, sheet, typeset
from workers.engines.report.document import document
from workers.engines.report.figures import gathered
from workers.engines.report.month import Month, Span
from workers.reporteservice import _order, _sheet_order
from workers.ventas import orders, sums

NAMES = ("query", "body", "appendix", "csv", "xlsx")
APPENDIX_ROWS, SHEET_ROWS = 50_000, 200_000
ROUNDS = 5


class Parts:
    """Of the report of `month`; files go to `folder`."""

    def __init__(self, folder: Path, month: Month) -> None:
        from bench.ventas import FIRST, LAST, MEXICO

        self.folder, self.month, self.zone = folder, month, MEXICO
        self.span, self.before = month.span(MEXICO), month.before.span(MEXICO)
        self.all = Span(FIRST, LAST)

    def query(self) -> Iterator[str]:
        """All figures, beside the same statement without any of our Python."""
        asked = sums.query(connection, self.span, self.before, self.zone)

        def bare() -> None:
            with connection.cursor() as cursor:
                cursor.execute(asked.text, asked.params)
                cursor.fetchall()

        found = best({"bare": bare, "ours": self._sales}, ROUNDS)
        ours, floor = found["ours"], found["bare"]
        yield f"figures of two months: {1000 * ours.wall:.0f} ms, bare {1000 * floor.wall:.0f} ms"
        yield verdict("query, of the bare one", ours.wall / floor.wall, 1.5)

    def body(self) -> Iterator[str]:
        """From the database to the finished PDF, without the list of orders."""

        def made() -> int:
            self._typeset()
            return join.join(self.folder / "body.pdf", None, self.folder / "whole.pdf")

        spent = best({"body": made}, ROUNDS)["body"]
        yield f"body: {spent.result} pages, {spent.wall:.2f} s"
        yield verdict("body, CPU", spent.cpu, 1, " s")
        yield verdict("body, memory of its child", spent.child, 250, " MiB")
        yield verdict("body, memory of the worker", spent.grown, 250, " MiB")

    def appendix(self) -> Iterator[str]:
        """A long list of orders, drawn page by page, and joined to a body."""
        self._typeset()
        steps: list[int] = []

        def made() -> int:
            pages = appendix.pages_for(APPENDIX_ROWS)
            frame = appendix.Frame("Anexo", "un mes", "hoy", 5, 4 + pages, APPENDIX_ROWS, "1", "$1")
            rows = islice(cycle(orders.rows(connection, self.span, self.zone)), APPENDIX_ROWS)
            target = self.folder / "anexo.pdf"
            steps.extend(appendix.draw((_order(row).cells() for row in rows), target, frame))
            return join.join(self.folder / "body.pdf", target, self.folder / "whole.pdf")

        spent = cost(made)
        yield f"appendix: {APPENDIX_ROWS:,} rows, {len(steps):,} reports of progress"
        yield verdict("appendix, CPU", spent.cpu, 15, " s")
        yield verdict("appendix, memory", spent.grown, 200, " MiB")

    def csv(self) -> Iterator[str]:
        """Every paid order that there is, beside a bare dump of the same rows."""
        target, count = self.folder / "pedidos.csv", self._count()

        def ours() -> None:
            for _done in orders.write_csv(connection, self.all, self.zone, target):
                pass

        found = best({"bare": self._dump, "ours": ours}, 2)
        ours_spent, floor = found["ours"], found["bare"]
        yield f"csv: {count:,} rows, {ours_spent.wall:.1f} s, bare {floor.wall:.1f} s"
        yield verdict("csv, of the bare dump", ours_spent.wall / floor.wall, 1.3)
        yield verdict("csv, memory", ours_spent.grown, 30, " MiB")

    def xlsx(self) -> Iterator[str]:
        """A workbook, from rows that are there already, and from the database."""
        kept = list(islice(self._rows(), SHEET_ROWS // 10))
        rows = [_sheet_order(row) for row in islice(cycle(kept), SHEET_ROWS)]
        target, count = self.folder / "pedidos.xlsx", min(SHEET_ROWS, self._count())
        spent = cost(lambda: sheet.write_sheet(rows, SHEET_ROWS, target))
        whole = cost(lambda: sheet.write_sheet(map(_sheet_order, self._rows()), count, target))
        yield verdict("xlsx, rows a CPU s", SHEET_ROWS / spent.cpu, 60_000, least=True)
        yield f"the same from the database: {count / whole.cpu:,.0f} rows a CPU s"
        yield verdict("xlsx, memory", whole.grown, 100, " MiB")

    def _rows(self) -> Iterator[Any]:
        return islice(orders.rows(connection, self.all, self.zone), SHEET_ROWS)

    def _count(self) -> int:
        return orders.count(connection, self.all)

    def _sales(self) -> Any:
        cells = sums.cells(connection, self.span, self.before, self.zone)
        return gathered(cells, self.month, self.span, self.before, self.span.end)

    def _typeset(self) -> None:
        for _step in typeset.typeset(document(self._sales(), (), 0), self.folder):
            pass

    def _dump(self) -> None:
        """What the database itself would write: the same rows, nothing named, nothing escaped."""
        units = orders.UNITS.format(**sums.TABLES)
        pedido, cliente = sums.TABLES["pedido"], sums.TABLES["cliente"]
        text = (
            f"SELECT p.id, p.fecha, c.nombre, c.region, p.canal, {units}, p.total "
            f"FROM {pedido} p JOIN {cliente} c ON c.id = p.cliente_id "
            "WHERE p.estado = 'pagado' ORDER BY p.fecha, p.id"
        )
        target = self.folder / "bare.csv"
        with connection.chunked_cursor() as cursor:
            if connection.vendor == "postgresql":
                self._copied(text, target)
                return
            cursor.execute(text)
            with target.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(chain.from_iterable(iter(cursor.fetchmany, [])))

    def _copied(self, text: str, target: Path) -> None:
        copy = f"COPY ({text}) TO STDOUT WITH (FORMAT csv)"
        with (
            target.open("wb") as file,
            connection.cursor() as cursor,
            cursor.cursor.copy(copy) as pieces,
        ):
            for piece in pieces:
                file.write(piece)
