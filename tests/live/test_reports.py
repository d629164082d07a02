"""A month of sales with real processes: asked for, watched, and read back from its files."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.db.models import Sum

from proyecto.dominio.models import Pedido, Reporte
from proyecto.progress.models import TaskRun
from tests.live.download import download
from tests.stack.page import Page
from tests.stack.people import People, Person
from tests.stack.stack import Stack
from tests.stack.visitor import Visitor
from tests.workers.engines.report.pages import amounts, texts
from tests.workers.ventas.shop import Shop, at

pytestmark = pytest.mark.slow

# Nobody else in these tests sells in it, nor in the month before.
MONTH, FIRST, AFTER = "2025-02", "2025-02-01", "2025-03-01"
STORY = ["queued", "started", *["phase"] * 5, "succeeded"]


@dataclass(frozen=True)
class Made:
    """A report that was made while somebody watched."""

    person: Person
    reporte: Reporte
    run: TaskRun
    page: Page
    files: dict[str, str]

    def fetched(self, stack: Stack, ending: str, into: Path) -> Path:
        """One of its files, as it came over HTTP."""
        path = into / f"fetched.{ending}"
        path.write_bytes(download(stack, self.person, self.files[ending]).body)
        return path


@pytest.fixture(scope="module")
def sold(committed: None) -> dict[str, int]:
    """What was paid in the month, by the orders themselves: how many, and centavos."""
    shop = Shop()
    shop.month("2025-01-01", 80, seed=5)
    shop.month(FIRST, 150, seed=6)
    shop.order("2025-02-14 10:00", cliente="=HYPERLINK(1) & <b>")
    paid = Pedido.objects.filter(
        fecha__gte=at(FIRST), fecha__lt=at(AFTER), estado=Pedido.Estado.PAGADO
    )
    total = paid.aggregate(total=Sum("total"))["total"]
    return {"orders": paid.count(), "cents": int(total * 100)}


@pytest.fixture(scope="module")
def up(running: Stack) -> Stack:
    """Web and the worker that makes reports."""
    return running.start("web", "general")


@pytest.fixture(scope="module")
def made(up: Stack, sold: dict[str, int]) -> Made:
    """Asked for by the form, with the list of reports open."""
    person = People().sign_in()
    with Page(up.address, person, "reportes") as page:
        answer = Visitor(up.address, person).post("/reportes/nuevo/", periodo=MONTH, cuando="now")
        assert answer.status == 302
        reporte = Reporte.objects.get(propietario=person.user)
        run = TaskRun.objects.get(subject=reporte.asunto)
        assert page.hears_end(run.pk, 90) == "run.succeeded"
    reporte.refresh_from_db()
    return Made(person, reporte, TaskRun.objects.get(pk=run.pk), page, files_of(page, run))


def files_of(page: Page, run: TaskRun) -> dict[str, str]:
    """The addresses on the card that the socket brought, by their endings."""
    html = [frame["html"] for frame in page.told("ms") if frame["run"] == str(run.pk)][-1]
    found = re.findall(r'(?:href|src)="(/media/reportes/[^"?]+\.(\w+))', html)
    return {ending: address for address, ending in found}


def test_an_open_list_is_told_the_whole_story_and_shows_the_files(made: Made) -> None:
    told = [name.removeprefix("run.") for _n, name in made.page.milestones(made.run.pk)]
    assert told == STORY
    assert sorted(made.files) == ["csv", "pdf", "png", "xlsx"]
    assert made.reporte.estado == "completado"


def test_the_pages_add_up_to_what_the_database_holds(
    up: Stack, made: Made, sold: dict[str, int], tmp_path: Path
) -> None:
    pages = texts(made.fetched(up, "pdf", tmp_path))
    whole = " ".join(pages)
    total = f"${sold['cents'] / 100:,.2f}"
    assert total in pages[0]
    assert "Ventas de febrero de 2025" in pages[0]
    for number, page in enumerate(pages, 1):
        assert f"Página {number} de {len(pages)}" in page
    wanted = Counter([sold["cents"], *cents_of_orders()])
    assert wanted - Counter(amounts(whole)) == Counter()
    assert made.reporte.datos["ventas"] == sold["cents"]


def cents_of_orders() -> list[int]:
    """What each paid order of the month came to."""
    paid = Pedido.objects.filter(
        fecha__gte=at(FIRST), fecha__lt=at(AFTER), estado=Pedido.Estado.PAGADO
    )
    return [int(total * 100) for total in paid.values_list("total", flat=True)]


def test_the_pdf_is_tagged_and_can_be_drawn(up: Stack, made: Made, tmp_path: Path) -> None:
    path = made.fetched(up, "pdf", tmp_path)
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.is_linearized
    with pypdfium2.PdfDocument(path) as pdf:
        picture = pdf[0].render(scale=0.5).to_pil().convert("L")
    darkest, lightest = picture.getextrema()
    assert (darkest, lightest) < (100, 256)
    assert lightest == 255


def test_workbook_and_csv_hold_the_same_orders_and_no_formula(
    up: Stack, made: Made, sold: dict[str, int], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(made.fetched(up, "xlsx", tmp_path))
    (_heading, *rows) = book.active.iter_rows(values_only=True)
    book.close()
    text = made.fetched(up, "csv", tmp_path).read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))

    assert len(rows) == len(lines) == sold["orders"]
    assert round(sum(row[-1] for row in rows) * 100) == sold["cents"]
    assert sum(round(float(line["total_mxn"]) * 100) for line in lines) == sold["cents"]
    assert "=HYPERLINK(1) & <b>" in {row[2] for row in rows}
    assert "'=HYPERLINK(1) & <b>" in {line["cliente"] for line in lines}


def test_a_reader_that_asks_for_a_part_gets_that_part(up: Stack, made: Made) -> None:
    whole = download(up, made.person, made.files["pdf"])
    part = download(up, made.person, made.files["pdf"], Range="bytes=100-199")
    assert (part.status, part.body) == (206, whole.body[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.body)}"
    assert whole.headers["Content-Type"] == "application/pdf"
    assert "immutable" in whole.headers["Cache-Control"]
    assert "script" not in whole.headers["Content-Security-Policy"]


def test_somebody_elses_files_are_not_there(up: Stack, made: Made, people: People) -> None:
    for ending, address in made.files.items():
        assert download(up, people.sign_in(), address).status == 404, ending
        assert download(up, None, address).status == 404, ending
    assert download(up, people.sign_in(is_staff=True), made.files["pdf"]).status == 200


def test_what_is_saved_has_a_name_that_says_what_it_is(up: Stack, made: Made) -> None:
    saved = download(up, made.person, made.files["xlsx"] + "?descargar")
    assert saved.headers["Content-Disposition"] == f'attachment; filename="ventas-{MONTH}.xlsx"'


def test_its_own_page_shows_the_result(up: Stack, made: Made) -> None:
    page = Visitor(up.address, made.person).get(f"/tareas/{made.run.pk}/")
    assert made.files["pdf"] in page.text
    assert made.files["png"] in page.text
    (effect,) = made.run.effects.all()
    assert (effect.kind, effect.state, effect.tries) == ("file", "done", 1)


def test_a_new_one_replaces_the_old_and_deleting_it_leaves_nothing(up: Stack, made: Made) -> None:
    visitor = Visitor(up.address, made.person)
    with Page(up.address, made.person, "reportes") as page:
        visitor.post("/reportes/nuevo/", periodo=MONTH, cuando="now")
        again = TaskRun.objects.filter(subject=made.reporte.asunto).latest("created_at")
        assert again.pk != made.run.pk
        assert page.hears_end(again.pk, 90) == "run.succeeded"
    assert download(up, made.person, made.files["pdf"]).status == 404
    newer = files_of(page, again)
    assert download(up, made.person, newer["pdf"]).status == 200

    visitor.post(f"/reportes/{made.reporte.pk}/borrar/")

    assert not Reporte.objects.filter(pk=made.reporte.pk).exists()
    assert not default_storage.exists(made.reporte.carpeta)
    assert download(up, made.person, newer["pdf"]).status == 404
    assert Pedido.objects.filter(fecha__gte=at(FIRST), fecha__lt=at(AFTER)).exists()
