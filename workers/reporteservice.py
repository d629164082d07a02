"""The files of one month's sales report, phase by phase."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from workers.engines.report import appendix, join, sheet, spanish, typeset
from workers.engines.report.document import Order, document
from workers.engines.report.figures import Sales, gathered
from workers.engines.report.month import Month
from workers.ventas import orders, sums

T = TypeVar("T")
# Looking at the clock of the run for each row would cost more than the row.
ROWS_BETWEEN_LOOKS = 500


class ReporteService:
    """One attempt at the report of `month` as of `now`.

    `run` is told how far it is, `connection` is one moment of the database, `place` a scratch
    folder. The phases depend on each other in the order in which they stand here.
    """

    def __init__(self, run: Any, month: Month, now: datetime, connection: Any, place: Path) -> None:
        self._run, self._connection, self.place = run, connection, place
        self.month, self.now = month, now
        self._zone = now.tzinfo if isinstance(now.tzinfo, ZoneInfo) else ZoneInfo("UTC")
        self._span = month.until(now, self._zone)
        self._count = 0
        self.sales: Sales
        self.pages = 0

    def datos(self) -> dict[str, Path]:
        """The orders themselves, for people with a spreadsheet: files by their ending."""
        self._count = orders.count(self._connection, self._span)
        self._run.size(max(1, self._count))
        both = 2 * self._count or 1
        self._run.report(0, both, phase="datos")
        made = {"csv": self.place / f"{self.name}.csv", "xlsx": self.place / f"{self.name}.xlsx"}
        for done in orders.write_csv(self._connection, self._span, self._zone, made["csv"]):
            self._run.report(min(done, self._count), both)
        counted = self._counted(self._rows(), self._count, both)
        sheet.write_sheet(map(_sheet_order, counted), self._count, made["xlsx"])
        self._run.report(both, both)
        return made

    def calculo(self) -> None:
        """What was sold, beside the month before."""
        self._run.report(0, 1, phase="calculo")
        before = self.month.before.as_far_as(self._span, self._zone)
        cells = sums.cells(self._connection, self._span, before, self._zone)
        self.sales = gathered(cells, self.month, self._span, before, self.now)
        self._run.report(1, 1)

    def generar_pdf(self) -> tuple[Path, Path]:
        """The report as people read it, and a picture of its first page."""
        drawn = self._count > typeset.MOST_ROWS
        further = appendix.pages_for(self._count) if drawn else 0
        listed = () if drawn else map(_order, self._rows())
        made = self._typeset(document(self.sales, listed, further))
        body = join.pages_of(made.body)
        self.pages = body + further
        self._run.report(body, self.pages, phase="paginas")
        drawn_part = self._draw(body) if drawn else None
        target = self.place / f"{self.name}.pdf"
        join.join(made.body, drawn_part, target)
        self._run.report(self.pages, self.pages)
        return target, made.cover

    @property
    def name(self) -> str:
        """What its files are called, without an ending."""
        return f"ventas-{self.month}"

    def _typeset(self, text: dict[str, Any]) -> typeset.Typeset:
        self._run.report(0, typeset.STEPS, phase="graficas")
        for step in typeset.typeset(text, self.place):
            self._run.report(step.done, step.total)
        return step

    def _draw(self, body: int) -> Path:
        target, total = self.place / "anexo.pdf", self.sales.total.now
        frame = appendix.Frame(
            title=f"Anexo: los {spanish.number(self._count)} pedidos pagados",
            month=spanish.month_and_year(self.month.first),
            made=f"Generado el {spanish.moment(self.now)}",
            first_page=body + 1,
            all_pages=self.pages,
            rows=self._count,
            units=spanish.number(total.units),
            total=spanish.money(total.cents),
        )
        cells = (_order(row).cells() for row in self._rows())
        for page in appendix.draw(cells, target, frame):
            self._run.report(body + page, self.pages)
        return target

    def _rows(self) -> Iterator[orders.Row]:
        return orders.rows(self._connection, self._span, self._zone)

    def _counted(self, taken: Iterable[T], done: int, total: int) -> Iterator[T]:
        for n, one in enumerate(taken, done):
            if n % ROWS_BETWEEN_LOOKS == 0:
                self._run.report(n, total)
            yield one


def _order(row: orders.Row) -> Order:
    moment = spanish.row_moment(row.moment)
    return Order(row.id, moment, row.customer, row.region, row.channel, row.units, row.cents)


def _sheet_order(row: orders.Row) -> sheet.SheetOrder:
    return sheet.SheetOrder(
        row.id,
        row.moment.replace(tzinfo=None),
        row.customer,
        spanish.REGIONS.get(row.region, row.region),
        spanish.CHANNELS.get(row.channel, row.channel),
        row.units,
        row.cents / 100,
    )
