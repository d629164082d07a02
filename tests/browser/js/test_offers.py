"""Where notifications of the system are offered: nobody is asked unasked, every state is honest."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import Story
from tests.browser.js.tabs import SCRIPT

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def recorded(context: BrowserContext) -> None:
    context.add_init_script(path=SCRIPT)


def panel(page: Page) -> Locator:
    return page.locator("section[data-notify]")


def test_nobody_is_asked_until_they_press_and_who_refuses_is_told_how_to_undo_it(
    browse: Browse,
) -> None:
    page = browse("/cuenta/")
    expect(panel(page)).to_contain_text("Desactivados", use_inner_text=True)
    assert page.evaluate("window.__asked") == 0
    # A browser without a screen refuses for the person.
    page.get_by_role("button", name="Activar", exact=True).click()
    expect(panel(page)).to_contain_text("Para deshacerlo", use_inner_text=True)
    expect(panel(page).get_by_role("button")).to_have_count(0)
    assert page.evaluate("window.__asked") == 1


def test_who_allows_them_has_them_in_this_browser_until_they_turn_them_off(
    browse: Browse, context: BrowserContext, site: Site
) -> None:
    context.grant_permissions(["notifications"], origin=site.address)
    page = browse("/cuenta/")
    expect(panel(page)).to_contain_text("Desactivados", use_inner_text=True)
    page.get_by_role("button", name="Activar", exact=True).click()
    expect(panel(page)).to_contain_text("Activados", use_inner_text=True)
    page.reload()
    expect(panel(page)).to_contain_text("Activados", use_inner_text=True)
    other = context.new_page()
    other.goto(page.url)
    page.get_by_role("button", name="Desactivar").click()
    for one in (page, other):
        expect(panel(one)).to_contain_text("Desactivados", use_inner_text=True)


def test_a_run_that_is_not_over_offers_it_quietly(
    browse: Browse, context: BrowserContext, site: Site, story: Story
) -> None:
    context.grant_permissions(["notifications"], origin=site.address)
    run = story.running("Entrevista")
    page = browse(f"/tareas/{run.pk}/")
    visit = site.visit().welcome()
    page.get_by_role("button", name="Avísame cuando termine").click()
    expect(page.get_by_text("Este navegador te avisa cuando termine")).to_be_visible()
    visit.send(story.milestone(story.succeed(run), view="tarea"))
    expect(page.locator(f"#run-{run.pk}")).to_have_attribute("data-state", "done")
    expect(page.get_by_text("Este navegador te avisa")).to_be_hidden()


MISSING = "delete window.Notification"
INSECURE = "Object.defineProperty(window, 'isSecureContext', { value: false })"


@pytest.mark.parametrize(
    ("script", "words"),
    [(MISSING, "Este navegador no puede"), (INSECURE, "Necesitan una conexión segura")],
)
def test_where_they_can_not_be_had_it_says_why_and_a_run_offers_none(
    browse: Browse,
    context: BrowserContext,
    site: Site,
    story: Story,
    script: str,
    words: str,
) -> None:
    context.add_init_script(script)
    page = browse("/cuenta/")
    expect(panel(page)).to_contain_text(words, use_inner_text=True)
    expect(panel(page).get_by_role("button")).to_have_count(0)
    site.visit().welcome()
    run: Any = story.running("Entrevista")
    browse(f"/tareas/{run.pk}/")
    site.visit(2).welcome()
    expect(page.get_by_role("heading", name="Entrevista")).to_be_visible()
    expect(page.get_by_role("button", name="Avísame cuando termine")).to_have_count(0)
