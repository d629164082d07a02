"""Every page in every look: nothing that axe finds wrong, nothing wider than the window, nothing
said to the console, nothing against the policy, nothing asked of another host."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.browser.looks import looks_right, wrong_on
from tests.browser.visitor import Visitor, is_settled
from tests.pages.listed import ALL
from tests.pages.world import World
from tests.stack.films import upload
from tests.stack.people import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def world(people: People) -> Iterator[World]:
    """One of everything."""
    with World(people.sign_in(), people.sign_in(is_staff=True, is_superuser=True)) as world:
        yield world


def test_every_page_is_right_in_every_look(visit: Visit, world: World, short_film: Path) -> None:
    film = upload(world.person.user, short_film)
    visitors: dict[Person | None, Visitor] = {
        reader: visit(reader) for reader in (None, world.person, world.member)
    }
    visitors[world.member].expects("allow-scripts")  # of the witness in the frame of a mail
    page = visitors[world.person].live(f"/tareas/{film.pk}/")
    pages.comes_to(pages.run_on(page), "done")
    world.make()
    found = wrong_on(page)
    for listed in ALL:
        page = is_settled(visitors[listed.reader(world)].open(listed.path(world)))
        found += wrong_on(page)
        page.close()
    assert not found, "\n".join(found)


def test_what_opens_on_a_page_is_right_in_every_look(
    visit: Visit, person: Person, gate: Gate
) -> None:
    visitor, stranger = visit(person), visit()
    visitor.expects("404")
    looks_right(refused(stranger.open("/entrar/")))
    looks_right(visitor.live("/"))  # empty
    looks_right(visitor.open("/no-hay/"))
    failed = gate.play(person, "Corte de caja", ["fail", "bug"])
    page = visitor.live(f"/tareas/{failed.pk}/")
    pages.comes_to(pages.run_on(page), "failed")
    page.locator("summary").get_by_text("Detalle técnico").click()
    page.locator(".history > summary").first.click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    looks_right(page)
    gate.run(person, "Facturas")
    page = visitor.live()
    pages.stands_in(pages.card(page, "Facturas"), "uno")
    page.locator("summary[aria-label^='Tu cuenta']").click()
    looks_right(page, "details.menu[open]")  # it covers what lies below
    page = visitor.live()
    pages.card(page, "Facturas").get_by_role("button", name="Cancelar").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    looks_right(page)


def refused(page: Page) -> Page:
    """The form after a wrong password."""
    page.get_by_label("Nombre de usuario").fill("nadie")
    page.get_by_label("Contraseña").fill("no es esta")
    page.get_by_role("button", name="Entrar", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    return page
