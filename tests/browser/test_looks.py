"""Every page in every look: nothing that axe finds wrong, nothing that scrolls sideways."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.browser.visitor import DESKTOP, MOBILE
from tests.stack.films import upload, video_of
from tests.stack.people import People, Person
from tests.workers.ventas.shop import Shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
    ]
}
LOOKS = [(scheme, size) for scheme in ("light", "dark") for size in (DESKTOP, MOBILE)]
# A look has come to rest: no colour is on its way from the look before.
PAINTED = """() => new Promise((painted) => requestAnimationFrame(() => {
  for (const animation of document.getAnimations()) animation.finish();
  requestAnimationFrame(painted);
}))"""


def test_pages_without_a_run_are_accessible_in_every_look(visit: Visit, person: Person) -> None:
    visitor, stranger = visit(person), visit()
    visitor.expects("404")
    looks_right(refused(stranger.open("/entrar/")))
    for path in ("/", "/subir/", "/videos/"):
        looks_right(visitor.live(path))
    looks_right(visitor.open("/cuenta/"))
    looks_right(visitor.open("/no-hay/"))


def test_runs_in_every_state_are_accessible_in_every_look(
    visit: Visit, person: Person, short_film: Path, gate: Gate
) -> None:
    done = upload(person.user, short_film)
    failed = gate.play(person, "Corte de caja", ["fail", "bug"])
    gate.play(person, "Se intenta otra vez", ["fail", "transient"])
    visitor = visit(person)
    page = visitor.live(f"/tareas/{failed.pk}/")
    pages.comes_to(pages.run_on(page), "failed")
    page.locator("summary").get_by_text("Detalle técnico").click()
    looks_right(page)
    page = visitor.live(f"/tareas/{done.pk}/")
    pages.comes_to(pages.run_on(page), "done")
    looks_right(page)
    looks_right(visitor.live(f"/videos/{video_of(done).pk}/"))
    looks_right(visitor.live("/videos/"))

    running = gate.run(person, "Un título larguísimo " * 6 + "sin" + "espacios" * 12)
    page = visitor.live(f"/tareas/{running.pk}/")
    pages.stands_in(pages.run_on(page), "uno")
    looks_right(page)
    looks_right(visitor.live("/"))


def test_the_orders_of_the_team_are_accessible_in_every_look(visit: Visit, people: People) -> None:
    order = Shop().order(
        "2003-08-01 10:00",
        ("Juego de platos de talavera pintados a mano", 12, "12499.50"),
        cliente="Restaurante y Panadería La Parroquia de San Ángel",
        estado="pago_fallido",
    )
    visitor = visit(people.sign_in(is_staff=True))
    for path in ("/pedidos/?mes=2003-08", "/pedidos/?q=ninguno", "/pedidos/demo/"):
        looks_right(visitor.open(path))
    looks_right(visitor.live(f"/pedidos/{order.pk}/"))


def refused(page: Page) -> Page:
    """The form after a wrong password."""
    page.get_by_label("Nombre de usuario").fill("nadie")
    page.get_by_label("Contraseña").fill("no es esta")
    page.get_by_role("button", name="Entrar", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    return page


def looks_right(page: Page) -> None:
    """In light and dark, on a desk and on a phone."""
    found: list[str] = []
    page.emulate_media(reduced_motion="reduce")  # colours change at once, not on their way
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        look = f"{page.url} {scheme} {size['width']}"
        page.evaluate(PAINTED)
        result = Axe().run(page, options=RULES)
        found += [
            f"{look}: {one['id']} {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}"
            for one in result.response["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found.append(f"{look}: {wide} px too wide")
    assert not found, "\n".join(found)
    page.close()
