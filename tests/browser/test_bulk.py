"""The team stops many runs with one order, and everybody sees it."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.dashboard.runs import ask, done
from tests.stack.people import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_many_are_cancelled_at_once_by_one_of_the_team(
    visit: Visit, people: People, gate: Gate
) -> None:
    owner, eva = people.sign_in(), people.sign_in(is_staff=True)
    name = f"Lote {uuid.uuid4().hex[:8]}"
    over = done(ask(owner.user, title=f"{name} listo"))
    waiting = [ask(owner.user, title=f"{name} {n}") for n in range(3)]
    running = gate.run(owner, f"{name} en curso")
    theirs = visit(owner).live("/")
    page = visit(eva).live(f"/?q={name.replace(' ', '+')}")
    pages.is_under_way(page.locator(f"#run-{running.pk}"))

    page.get_by_role("button", name="Elegir varias").click()
    page.get_by_role("button", name="Elegir toda la página").click()
    bar = page.locator("#bulk")
    expect(bar).to_contain_text("Elegidas: 5")
    bar.get_by_role("button", name="Cancelar (4)").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("3 esperan y terminan en seguida; 1 está en proceso")
    question.get_by_role("button", name="Cancelar 4 tareas").click()

    expect(page.locator("#toasts")).to_contain_text(
        "3 canceladas; 1 se está deteniendo; 1 ya había terminado."
    )
    for shown in (page, theirs):
        for run in (*waiting, running):
            pages.comes_to(shown.locator(f"#run-{run.pk}"), "cancelled", 30)
        expect(shown.locator(f"#run-{over.pk}")).to_have_attribute("data-state", "done")


def test_choosing_is_offered_as_soon_as_it_is_there_and_not_before(
    visit: Visit, people: People
) -> None:
    visitor = visit(people.sign_in(is_staff=True))
    with visitor.held("**/list/bulk*.js"):
        page = visitor.live("/")
        choose = page.get_by_role("button", name="Elegir varias")
        expect(choose).to_be_disabled()
    choose.click()
    expect(choose).to_have_attribute("aria-pressed", "true")
