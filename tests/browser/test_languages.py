"""Spanish unless somebody asks for English; then English throughout; times where the reader is."""

import re
from datetime import datetime
from gettext import GNUTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.browser.visitor import is_live
from tests.stack.films import upload, video_of
from tests.stack.guion import PHASES
from tests.stack.people import People, Person
from tests.stack.place import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Every piece of text on a page, attributes that are read out or shown included.
TEXTS = """() => {
  const texts = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest("script, style, [lang]:not(html), code, pre")) {
      texts.push(walker.currentNode.data);
    }
  }
  for (const name of ["aria-label", "title", "alt", "placeholder"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) texts.push(one.getAttribute(name));
  }
  texts.push(...Object.values(JSON.parse(document.getElementById("texts").textContent)));
  return texts.map((text) => text.trim()).filter(Boolean);
}"""


@pytest.mark.parametrize("said", ["", "es", "fr"])
def test_pages_are_in_spanish_whatever_the_browser_says(visit: Visit, said: str) -> None:
    page = visit(locale=None, extra_http_headers={"Accept-Language": said}).open("/entrar/")
    expect(page.locator("html")).to_have_attribute("lang", "es-MX")
    expect(page.get_by_role("heading", name="Entra a Avance")).to_be_visible()


def test_english_is_complete_once_it_is_asked_for(
    visit: Visit, person: Person, short_film: Path, gate: Gate
) -> None:
    run = upload(person.user, short_film)
    failed = gate.play(person, "Till", ["fail", "bug"])
    gate.run(person, "Stock")
    visitor = visit(person)
    page = visitor.live("/videos/?pagina=1")
    page.locator("summary[aria-label^='Tu cuenta']").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/videos/?pagina=1"), "the page is the same"
    page.goto(f"{visitor.address}/tareas/{run.pk}/")
    pages.comes_to(pages.run_on(is_live(page)), "done")
    assert spanish_on(page) == []
    for path in (
        "/",
        "/subir/",
        "/videos/",
        f"/tareas/{failed.pk}/",
        f"/videos/{video_of(run).pk}/",
    ):
        assert spanish_on(visitor.live(path)) == [], path
    assert spanish_on(visitor.open("/cuenta/")) == []
    gate.open_all()  # what comes over the socket is English too
    list_ = visitor.live()
    pages.comes_to(pages.card(list_, "Stock"), "done")
    assert spanish_on(list_) == []


def test_times_are_those_of_the_reader(visit: Visit, people: People) -> None:
    person = people.sign_in(zona_horaria="Asia/Tokyo")
    visitor = visit(person, timezone_id="Europe/Lisbon")
    page = visitor.live("/subir/")
    page.get_by_role("button", name="Usar un video de muestra").click()
    card = page.locator("#runs > [data-run]").first
    card.get_by_role("heading").get_by_role("link").click()
    time = is_live(page).locator(".about time").first
    moment = datetime.fromisoformat(str(time.get_attribute("datetime")))
    there = moment.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{there:%H:%M}" in str(time.get_attribute("title"))
    pages.run_on(page).get_by_role("button", name="Cancelar").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancelar").click()
    pages.comes_to(pages.run_on(page), "cancelled")


def spanish_on(page: Page) -> list[str]:
    """Texts of the page that are the Spanish of some message, or are written with its letters."""
    spanish = _spanish()
    return [
        text
        for text in page.evaluate(TEXTS)
        if text in spanish or re.search("[áéíóúñ¿¡]", text.replace("Español", ""))
    ]


def _spanish() -> set[str]:
    """Every Spanish message that is not the same in English."""
    with (ROOT / "locale/es/LC_MESSAGES/django.mo").open("rb") as file:
        messages = GNUTranslations(file)._catalog.items()  # type: ignore[attr-defined]
    english = {
        (key if isinstance(key, str) else key[0]).rpartition("\x04")[2] for key, _ in messages
    }
    # The scripted task's phases are called uno and dos in every language.
    return {text for key, text in messages if key} - english - set(PHASES)
