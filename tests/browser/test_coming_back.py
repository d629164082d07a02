"""Whoever comes to a run late, again or elsewhere sees what everybody sees."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.browser.visitor import is_live
from tests.scripts.waiting import until
from tests.stack.people import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# All that a run's page shows of it, and which milestone that is. Not the number before it, which
# counts what was published: a page that was read between the writing of a milestone and its
# publication has the one before, rightly, and shows the same.
SHOWN = """root => ({
  milestone: root.dataset.pos.split(" ")[2], epoch: root.dataset.pos.split(" ")[0],
  state: root.dataset.state, attempt: root.dataset.attempt,
  bar: root.querySelector("[data-f=bar]")?.value,
  percent: root.querySelector("[data-f=pct]")?.textContent,
  steps: [...root.querySelectorAll(".timeline [data-s]")].map((step) => step.dataset.s),
  events: [...root.querySelectorAll(".events [data-type]")].map((one) => one.dataset.type),
})"""


def test_a_closed_tab_that_is_opened_again_is_exactly_up_to_date(
    visit: Visit, people: People, person: Person, gate: Gate
) -> None:
    run = gate.run(person, "Cierre de mes")
    path = f"/tareas/{run.pk}/"
    visitor = visit(person)
    before = visitor.live(path)
    pages.stands_in(pages.run_on(before), "uno")
    before.close()
    gate.open("uno")  # what happens now is seen by nobody
    until(lambda: run.events.filter(type="run.phase").count() == 2)

    back = visitor.live(path)
    pages.stands_in(pages.run_on(back), "dos")
    back.reload()
    everywhere = [is_live(back), visitor.live(path), visit(people.again(person.user)).live(path)]
    until(lambda: all(shown(page) == shown(back) for page in everywhere))
    assert shown(back)["events"] == ["run.queued", "run.started", "run.phase", "run.phase"]
    assert shown(back)["steps"] == ["done", "run"]

    gate.open("dos")
    late = visitor.live(path)
    for page in (*everywhere, late):
        pages.comes_to(pages.run_on(page), "done")
    until(lambda: all(shown(page) == shown(late) for page in everywhere))


def test_a_new_run_appears_in_every_open_list_of_its_owner(
    visit: Visit, people: People, person: Person, gate: Gate
) -> None:
    lists = [visit(person).live(), visit(people.again(person.user)).live()]
    for page in lists:
        expect(page.locator("[data-empty]")).to_be_visible()
    gate.run(person, "Nómina de octubre")
    for page in lists:
        pages.stands_in(pages.card(page, "Nómina de octubre"), "uno")
        expect(page.locator("[data-empty]")).to_be_hidden()
        expect(page.locator("#counts [data-count=running]")).to_have_text("1")
    gate.open_all()
    for page in lists:
        pages.comes_to(pages.card(page, "Nómina de octubre"), "done")
        expect(page.locator("#counts [data-count=running]")).to_have_text("0")


def test_a_page_that_the_browser_brings_back_is_live_again(
    visit: Visit, person: Person, gate: Gate
) -> None:
    run = gate.run(person, "Respaldo")
    page = visit(person).live(f"/tareas/{run.pk}/")
    pages.stands_in(pages.run_on(page), "uno")
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Videos").click()
    expect(page.get_by_role("heading", name="Videos", level=1)).to_be_visible()
    gate.open_all()
    until(lambda: run.events.filter(type="run.succeeded").exists())
    page.evaluate("history.back()")
    pages.comes_to(pages.run_on(page), "done")
    is_live(page)


def shown(page: Page) -> Any:
    """Everything that is seen of the run."""
    return pages.run_on(page).evaluate(SHOWN)
