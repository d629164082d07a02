"""The help sheet lists the keys, and each does what it says."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.browser.visitor import Visitor
from tests.stack.people import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Keyboard:
    """The checks by the keys that the sheet lists, each from the member's own runs in Tareas: one
    under way at the top, one that failed below it."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.checks: dict[str, Callable[[Page], None]] = {
            "/": self.searches,
            "u": self.goes_to("/subir/", "u"),
            "g t": self.goes_to("/", "g", "t"),
            "g v": self.goes_to("/videos/", "g", "v"),
            "g i": self.goes_to("/imagenes/", "g", "i"),
            "g r": self.goes_to("/reportes/", "g", "r"),
            "g s": self.goes_to("/sistema/", "g", "s"),
            "j k": self.moves,
            "Enter": self.opens,
            "x": self.cancels,
            "r": self.tries_again,
            "n": self.shows_notices,
            "?": self.explains,
        }

    def listed(self) -> list[str]:
        """What the sheet says."""
        page = self.visitor.live()
        page.keyboard.press("?")
        rows = page.locator("#keys dt")
        expect(rows.first).to_be_visible()
        found = [" ".join(row.locator("kbd").all_inner_texts()) for row in rows.all()]
        page.close()
        return found

    def check(self, keys: str) -> None:
        """On a page of its own."""
        page = self.visitor.live("/?de=mias")
        self.checks[keys](page)
        page.close()

    def goes_to(self, path: str, *keys: str) -> Callable[[Page], None]:
        def check(page: Page) -> None:
            if path == "/":
                page.goto(f"{self.visitor.address}/subir/")
            for key in keys:
                page.keyboard.press(key)
            page.wait_for_url(re.compile(f"{re.escape(self.visitor.address + path)}$"))

        return check

    def searches(self, page: Page) -> None:
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox").first).to_be_focused()
        page.keyboard.type("u")  # types, and goes nowhere
        expect(page.get_by_role("searchbox").first).to_have_value("u")

    def moves(self, page: Page) -> None:
        first, second = link(page, 0), link(page, 1)
        for key, marked in (("j", first), ("j", second), ("k", first)):
            page.keyboard.press(key)
            expect(marked).to_be_focused()

    def opens(self, page: Page) -> None:
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/tareas/"))

    def cancels(self, page: Page) -> None:
        self.mark(page, "En marcha")
        page.keyboard.press("x")
        expect(page.get_by_role("dialog")).to_be_visible()  # it asks
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)

    def tries_again(self, page: Page) -> None:
        self.mark(page, "Falló")
        page.keyboard.press("r")
        expect(page.locator("#runs > [data-run]").filter(has_text="Falló")).to_have_count(2)

    def mark(self, page: Page, title: str) -> None:
        """By `j`, as far as it takes."""
        cards = page.locator("#runs > [data-run]")
        for _ in range(cards.count()):
            page.keyboard.press("j")
            if cards.filter(has_text=title).locator("a:focus").count():
                return
        raise AssertionError(f"{title} is not reached")

    def shows_notices(self, page: Page) -> None:
        page.keyboard.press("n")
        expect(page.locator("#drawer")).to_be_visible()

    def explains(self, page: Page) -> None:
        page.keyboard.press("?")
        sheet = page.get_by_role("dialog", name="Atajos de teclado")
        expect(sheet).to_be_visible()
        sheet.get_by_label("Usar atajos de teclado").uncheck()
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()
        moment = time.monotonic()
        page.keyboard.press("u")
        page.keyboard.press("?")  # this one still explains
        sheet.get_by_label("Usar atajos de teclado").check()
        self.stayed(page, moment, "/?de=mias")

    def stayed(self, page: Page, moment: float, path: str) -> None:
        """Nobody has gone, or begun to go, anywhere else since that moment."""
        assert [asked for asked in self.visitor.since(moment) if asked.kind == "document"] == []
        expect(page).to_have_url(f"{self.visitor.address}{path}")


def test_every_key_that_the_sheet_lists_does_what_it_says(
    visit: Visit, people: People, gate: Gate
) -> None:
    member = people.sign_in(is_staff=True)
    keyboard = Keyboard(visit(member))
    failed = gate.play(member, "Falló", ["fail", "bug"])
    page = keyboard.visitor.live(f"/tareas/{failed.pk}/")
    pages.comes_to(pages.run_on(page), "failed")
    gate.run(member, "En marcha")
    page = keyboard.visitor.live()
    pages.stands_in(pages.card(page, "En marcha"), "uno")
    keys = keyboard.listed()
    assert sorted(keys) == sorted(keyboard.checks)
    for one in keys:
        keyboard.check(one)


def test_a_key_right_after_a_dialog_was_closed_counts(visit: Visit, person: Person) -> None:
    page = visit(person).live()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Atajos de teclado")
    expect(sheet).to_be_visible()
    page.evaluate("""() => {
      document.getElementById("keys-on").focus();
      document.getElementById("keys").close();
      const key = new KeyboardEvent("keydown", {key: "?", bubbles: true});
      document.activeElement.dispatchEvent(key);
    }""")
    expect(sheet).to_be_visible()


def test_who_is_not_of_the_team_is_told_of_no_key_of_the_team(visit: Visit, person: Person) -> None:
    keyboard = Keyboard(visit(person))
    assert sorted(keyboard.listed()) == sorted(set(keyboard.checks) - {"n", "g s"})
    page = keyboard.visitor.live()
    moment = time.monotonic()
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(1)  # the sheet, and nothing under it
    expect(page.get_by_role("dialog", name="Atajos de teclado")).to_be_visible()
    keyboard.stayed(page, moment, "/")


def link(page: Page, number: int) -> Locator:
    """Of a card in the list."""
    return page.locator("#runs > [data-run]").nth(number).locator("a[href]").first
