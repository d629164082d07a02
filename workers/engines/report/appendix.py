"""A long list of orders, drawn page by page.

A typeset table costs 100 KB a row and marks up each cell; here a row is one line of text operators.
The pages are not tagged: the same list as XLSX or CSV is what a screen reader is better served by.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from reportlab.lib.pagesizes import LETTER  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from workers.engines.report.lettering import BOLD, REGULAR, SEMIBOLD, font

WIDTH, HEIGHT = LETTER
CM = 72 / 2.54
LEFT, RIGHT = 2 * CM, WIDTH - 2 * CM
TOP, FOOT = HEIGHT - 2.3 * CM, 1.2 * CM
SIZE, LEADING = 7.2, 10.2
ROWS = 62
"""Orders on a page."""
INK, SOFT, LINE = (0.082, 0.094, 0.11), (0.361, 0.396, 0.439), (0.89, 0.906, 0.925)
# Title, left edge and width in points, right-aligned. The edges are those of the typeset list.
COLUMNS: tuple[tuple[str, float, float, bool], ...] = (
    ("Pedido", 0, 42, True),
    ("Fecha", 49, 74, False),
    ("Cliente", 127, 133, False),
    ("Región", 264, 56, False),
    ("Canal", 324, 78, False),
    ("Artículos", 402, 36, True),
    ("Total", 442, 56.6, True),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the list."""

    title: str
    month: str
    made: str
    first_page: int
    """The number of its first page."""
    all_pages: int
    rows: int
    units: str
    """The sums below the last row."""
    total: str


def pages_for(rows: int) -> int:
    """How many pages a list takes; known before any is drawn."""
    return math.ceil(rows / ROWS)


def draw(rows: Iterable[Sequence[str]], target: Path, frame: Frame) -> Iterator[int]:
    """Draw all ``rows`` of :meth:`Order.cells`, in bounded memory but for the finished pages.

    Yields how many pages are done after each.
    """
    for name in (REGULAR, SEMIBOLD, BOLD):
        pdfmetrics.registerFont(font(name))
    canvas = Canvas(str(target), pagesize=LETTER, pageCompression=1, lang="es-MX", invariant=1)
    canvas.setTitle(frame.title)
    source, page = iter(rows), 0
    while some := list(islice(source, ROWS)):
        _around(canvas, frame, page)
        _list(canvas, some, headed=page == 0)
        page += 1
        if page * ROWS >= frame.rows:
            _sums(canvas, frame, len(some), headed=page == 1)
        canvas.showPage()
        yield page
    canvas.save()


def _around(canvas: Canvas, frame: Frame, page: int) -> None:
    canvas.setFillColorRGB(*SOFT)
    canvas.setFont(REGULAR, 8)
    canvas.drawString(LEFT, HEIGHT - 1.45 * CM, "Reporte de ventas")
    canvas.drawString(LEFT, FOOT, frame.made)
    canvas.drawRightString(RIGHT, FOOT, f"Página {frame.first_page + page} de {frame.all_pages}")
    canvas.setFillColorRGB(*INK)
    canvas.setFont(SEMIBOLD, 8)
    canvas.drawRightString(RIGHT, HEIGHT - 1.45 * CM, frame.month)
    if page == 0:
        canvas.setFont(BOLD, 12)
        canvas.drawString(LEFT, TOP - 9, frame.title)
        canvas.bookmarkPage("orders")
        canvas.addOutlineEntry(frame.title, "orders")


def _top(headed: bool) -> float:
    return TOP - 27 if headed else TOP - 8


def _sums(canvas: Canvas, frame: Frame, rows: int, *, headed: bool) -> None:
    y = _top(headed) - (rows + 1) * LEADING - 2.6
    canvas.setFillColorRGB(*INK)
    canvas.setFont(BOLD, SIZE)
    for (_, x, width, right), cell in zip(COLUMNS, _total_cells(frame), strict=True):
        canvas.drawString(_edge(x, width, cell, BOLD, SIZE, right), y, cell)


def _total_cells(frame: Frame) -> Sequence[str]:
    return ("", "Total", "", "", "", frame.units, frame.total)


def _list(canvas: Canvas, rows: list[Sequence[str]], *, headed: bool) -> None:
    top = _top(headed)
    text = canvas.beginText()
    text.setFillColorRGB(*SOFT)
    text.setFont(SEMIBOLD, 7)
    for title, x, width, right in COLUMNS:
        text.setTextOrigin(_edge(x, width, title, SEMIBOLD, 7, right), top)
        text.textOut(title)
    text.setFillColorRGB(*INK)
    text.setFont(REGULAR, SIZE)
    for n, row in enumerate(rows, 1):
        y = top - n * LEADING - 2
        for (_, x, width, right), cell in zip(COLUMNS, row, strict=True):
            shown = cell if len(cell) < 12 else _cut(cell, width)
            text.setTextOrigin(_edge(x, width, shown, REGULAR, SIZE, right), y)
            text.textOut(shown)
    canvas.drawText(text)
    _lines(canvas, top - 4.2, len(rows))


def _lines(canvas: Canvas, top: float, rows: int) -> None:
    canvas.setLineWidth(0.4)
    canvas.setStrokeColorRGB(*LINE)
    path = canvas.beginPath()
    for n in range(rows + 1):
        y = top - n * LEADING - (0.6 if n else 0)
        path.moveTo(LEFT, y)
        path.lineTo(RIGHT, y)
    canvas.drawPath(path)


def _edge(x: float, width: float, shown: str, face: str, size: float, right: bool) -> float:
    if not right:
        return LEFT + x
    return LEFT + x + width - pdfmetrics.stringWidth(shown, face, size)


def _cut(shown: str, width: float) -> str:
    """As much as there is room for."""
    if pdfmetrics.stringWidth(shown, REGULAR, SIZE) <= width:
        return shown
    while shown and pdfmetrics.stringWidth(shown + "…", REGULAR, SIZE) > width:
        shown = shown[:-1]
    return shown.rstrip() + "…"
