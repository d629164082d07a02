"""The shop's pages in a browser: several pictures at once, and a report that is opened and read."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from proyecto.dominio.models import ImagenProducto, Reporte
from tests.browser.conftest import Visit
from tests.browser.looks import looks_right
from tests.scripts.waiting import until
from tests.stack.people import Person
from tests.stack.stack import Stack
from tests.workers.engines.photos import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_several_pictures_dropped_at_once_become_small_ones_on_the_open_page(
    stack: Stack, visit: Visit, person: Person, tmp_path: Path
) -> None:
    stack.start("general")
    page = visit(person).live("/imagenes/")
    looks_right(visit(person).live("/imagenes/"))
    names = ("uno.jpg", "dos.png", "tres.heic")
    page.set_input_files("#files", [photo(tmp_path / name) for name in names])
    expect(page.locator(".shot[data-state=done]")).to_have_count(3, timeout=60_000)
    for tile in page.locator(".shot[data-state=done] .frame img").all():
        until(lambda tile=tile: tile.evaluate("image => image.naturalWidth") > 0)
    mine = ImagenProducto.objects.filter(propietario=person.user)
    assert sorted(one.nombre for one in mine) == sorted(names)
    assert all(one.procesada for one in mine)
    looks_right(page)


def test_a_report_is_asked_for_watched_and_opened(
    stack: Stack, visit: Visit, person: Person
) -> None:
    stack.start("general")
    visitor = visit(person)
    looks_right(visitor.open("/reportes/nuevo/"))
    page = visitor.open("/reportes/nuevo/")
    page.get_by_role("button", name="Hacer el reporte").click()
    card = page.locator("#runs .card")
    expect(card).to_have_attribute("data-state", "done", timeout=60_000)
    picture = card.locator(".report-cover img")
    until(lambda: picture.evaluate("image => image.naturalWidth") > 0)
    link = card.get_by_role("link", name="Abrir el PDF").get_attribute("href")
    assert link
    answer = visitor.context.request.get(stack.address + link)
    assert answer.body().startswith(b"%PDF-")
    assert Reporte.objects.get(propietario=person.user).estado == "completado"
    looks_right(page)
