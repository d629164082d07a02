"""The PDF, read back as its readers do."""

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.workers.engines.family import children
from tests.workers.engines.report.pages import amounts, texts
from tests.workers.engines.report.sample import orders, sales
from workers.engines.errors import EngineFailed
from workers.engines.report import appendix, join, spanish, typeset
from workers.engines.report.document import document
from workers.engines.report.figures import Sales

CODE = '#read("/etc/passwd") #panic() \\ *x* $y$ @ref <label> // ='


def made(place: Path, said: dict[str, object]) -> typeset.Typeset:
    """Typeset to the end."""
    *_, last = typeset.typeset(said, place)
    return last


def test_the_pages_hold_every_figure_and_know_their_number(tmp_path: Path) -> None:
    listed = orders(70)
    said = document(sales(), listed)

    pages = texts(made(tmp_path, said).body)

    assert f"Página 1 de {len(pages)}" in pages[0]
    assert f"Página {len(pages)} de {len(pages)}" in pages[-1]
    assert "Ventas de octubre de 2026" in pages[0]
    for card in said["cards"]:
        assert card["value"] in pages[0]
    whole = " ".join(pages)
    for row in said["products"]:
        assert f"{row['name']} {row['units']} {row['value']}" in whole
    shown = amounts(whole)
    assert all(order.cents in shown for order in listed)


def test_it_is_tagged_and_says_its_language_and_title(tmp_path: Path) -> None:
    body = made(tmp_path, document(sales(), orders(3))).body

    with pikepdf.open(body) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "es-MX"
        assert pdf.open_metadata()[join.PDF_UA] == "1"
        assert "octubre de 2026" in str(pdf.docinfo.Title)
        tags = tags_of(pdf.Root.StructTreeRoot)
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= tags


def tags_of(node: pikepdf.Object) -> set[str]:
    """The kinds of all elements below a node."""
    found, waiting = set(), [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(one)
        elif isinstance(one, pikepdf.Dictionary):
            found.add(str(one.get("/S", "")))
            if "/K" in one:
                waiting.append(one.K)
    return found


def test_what_customers_and_products_are_called_is_printed_and_never_run(tmp_path: Path) -> None:
    said = document(sales(products=2, name=CODE), orders(2, customer=CODE))

    whole = " ".join(texts(made(tmp_path, said).body))

    assert whole.count('#read("/etc/passwd")') >= 3
    assert "root:" not in whole


def test_the_picture_of_the_first_page_is_a_picture_of_it(tmp_path: Path) -> None:
    with Image.open(made(tmp_path, document(sales())).cover) as cover:
        assert cover.format == "PNG"
        assert cover.height / cover.width == pytest.approx(11 / 8.5, rel=0.01)
        assert len(cover.convert("RGB").getcolors(1 << 20) or ()) > 50


def test_a_document_that_cannot_be_set_fails_and_leaves_no_process(tmp_path: Path) -> None:
    said = document(sales()) | {"cards": None}

    with pytest.raises(EngineFailed, match="typst"):
        made(tmp_path, said)
    assert not children()


def test_one_that_is_closed_early_leaves_no_process(tmp_path: Path) -> None:
    steps = typeset.typeset(document(sales(), orders(500)), tmp_path)
    next(steps)
    next(steps)
    steps.close()

    assert not children()


@pytest.mark.parametrize("count", [1, appendix.ROWS, appendix.ROWS + 1, 200])
def test_a_long_list_is_drawn_page_by_page_with_its_sums(tmp_path: Path, count: int) -> None:
    listed = orders(count)
    target = tmp_path / "anexo.pdf"
    total = spanish.money(sum(order.cents for order in listed))
    frame = appendix.Frame("Anexo", "octubre de 2026", "Hoy", 4, 9, count, "123", total)

    done = list(appendix.draw((order.cells() for order in listed), target, frame))

    pages = texts(target)
    assert len(pages) == len(done) == appendix.pages_for(count)
    assert [f"Página {n} de 9" in page for n, page in enumerate(pages, 4)] == [True] * len(pages)
    assert f"Total 123 {total}" in pages[-1]
    shown = amounts(" ".join(pages))
    assert sum(shown) == 2 * sum(order.cents for order in listed)


def test_names_that_are_too_long_for_their_column_are_cut(tmp_path: Path) -> None:
    target = tmp_path / "anexo.pdf"
    frame = appendix.Frame("Anexo", "octubre", "Hoy", 1, 1, 1, "1", "$1.00")
    (order,) = orders(1, customer="Distribuidora Comercializadora del Noroeste y Anexas")

    for _ in appendix.draw([order.cells()], target, frame):
        pass

    (page,) = texts(target)
    assert "Distribuidora Comercializadora" in page
    assert "Anexas" not in page
    assert "…" in page


def test_body_and_appendix_become_one_file_that_claims_no_more_than_it_is(tmp_path: Path) -> None:
    further = appendix.pages_for(130)
    body = made(tmp_path, document(sales(), (), further)).body
    first = join.pages_of(body)
    drawn = tmp_path / "anexo.pdf"
    frame = appendix.Frame("Anexo", "octubre", "Hoy", first + 1, first + further, 130, "1", "$1.00")
    for _ in appendix.draw((order.cells() for order in orders(130)), drawn, frame):
        pass

    count = join.join(body, drawn, tmp_path / "todo.pdf")

    pages = texts(tmp_path / "todo.pdf")
    assert len(pages) == count == first + further
    assert all(f"Página {n} de {count}" in page for n, page in enumerate(pages, 1))
    with pikepdf.open(tmp_path / "todo.pdf") as pdf:
        assert join.PDF_UA not in pdf.open_metadata()
        assert "/StructTreeRoot" in pdf.Root
        assert [item.title for item in pdf.open_outline().root][-1] == "Anexo"


def test_a_month_without_sales_is_one_page_that_says_so(tmp_path: Path) -> None:
    some = sales()
    empty = Sales(some.month, some.span, some.before, some.made_at, days=replace(some).days)
    for pair in empty.days.values():
        pair.now, pair.before = type(pair.now)(), type(pair.now)()

    (page,) = texts(made(tmp_path, document(empty)).body)

    assert "No hubo ventas en octubre de 2026" in page
    assert "Página 1 de 1" in page
