"""Choosing several runs, and one order to all of them."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

from dashboard.fragments import Look, render
from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import Story
from tests.stack.people import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def team(person: Person) -> Iterator[Any]:
    """That person is of the team, as long as the test."""
    person.user.is_staff = True
    person.user.save()
    yield person.user
    person.user.is_staff = False
    person.user.save()


@pytest.fixture
def choosing(site: Site, story: Story, browse: Browse, team: Any) -> Page:
    """Five cards, of which the newest has failed."""
    for number in range(4):
        story.running(f"Clase {number}")
    story.fail(story.running("Fallida"))
    page = browse("/?de=mias")
    site.visit().welcome()
    page.get_by_role("button", name="Elegir varias").click()
    return page


def box(page: Page, number: int) -> Any:
    return page.locator("#runs > [data-run] .pick input").nth(number)


def test_boxes_show_only_while_several_are_chosen(choosing: Page) -> None:
    expect(box(choosing, 0)).to_be_visible()
    box(choosing, 0).check()
    expect(choosing.locator("#bulk")).to_contain_text("Elegidas: 1")
    choosing.keyboard.press("Escape")
    expect(box(choosing, 0)).to_be_hidden()
    expect(choosing.locator("#bulk")).to_be_hidden()
    expect(choosing.get_by_role("button", name="Elegir varias")).to_be_focused()
    assert choosing.locator("#runs :checked").count() == 0


def test_a_range_is_chosen_with_shift_and_all_with_one_button(choosing: Page) -> None:
    bar = choosing.locator("#bulk")
    box(choosing, 1).click()
    box(choosing, 3).click(modifiers=["Shift"])
    expect(bar).to_contain_text("Elegidas: 3")
    expect(bar.get_by_role("button", name="Cancelar (3)")).to_be_enabled()
    expect(bar.get_by_role("button", name="Reintentar")).to_be_disabled()
    box(choosing, 2).click(modifiers=["Shift"])
    expect(bar).to_contain_text("Elegidas: 1")
    bar.get_by_role("button", name="Elegir toda la página").click()
    expect(bar).to_contain_text("Elegidas: 5")
    expect(bar.get_by_role("button", name="Cancelar (4)")).to_be_focused()
    expect(bar.get_by_role("button", name="Reintentar (1)")).to_be_enabled()


def test_what_is_chosen_stays_chosen_when_the_run_moves(
    choosing: Page, site: Site, story: Story, browse: Browse
) -> None:
    run = story.running("La que se mueve")
    browse("/?de=mias")
    visit = site.visit(2).welcome()
    choosing.get_by_role("button", name="Elegir varias").click()
    box(choosing, 0).check()
    box(choosing, 0).focus()
    frame = json.loads(story.milestone(story.succeed(run)))
    # As the team gets it.
    frame["html"] = render(str(run.pk), Look("tareas", "es-mx", "America/Mexico_City", True))
    visit.send(json.dumps(frame))
    expect(choosing.locator(f"#run-{run.pk}")).to_have_attribute("data-state", "done")
    expect(box(choosing, 0)).to_be_checked()
    expect(box(choosing, 0)).to_be_focused()
    expect(choosing.locator("#bulk").get_by_role("button", name="Cancelar")).to_be_disabled()


def test_it_asks_with_the_servers_words_and_says_what_was_done(choosing: Page) -> None:
    sent: list[dict[str, list[str]]] = []

    def answer(route: Route) -> None:
        sent.append(parse_qs(route.request.post_data or ""))
        if "seguro" in sent[-1]:
            route.fulfill(status=200, content_type="text/plain", body="2 canceladas.")
        else:
            plan = {"title": "¿Cancelar 2?", "question": "Se detienen.", "yes": "Sí, cancelar"}
            route.fulfill(status=200, content_type="application/json", body=json.dumps(plan))

    choosing.route("**/tareas/varias/", answer)
    box(choosing, 1).check()
    box(choosing, 2).check()
    order = choosing.locator("#bulk").get_by_role("button", name="Cancelar (2)")
    order.click()
    question = choosing.get_by_role("dialog")
    expect(question).to_contain_text("Se detienen.")
    choosing.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(choosing.locator("#bulk")).to_contain_text("Elegidas: 2")
    order.click()
    question.get_by_role("button", name="Sí, cancelar").click()
    expect(choosing.locator("#toasts")).to_contain_text("2 canceladas.")
    expect(choosing.locator("#bulk")).to_be_hidden()
    assert [len(fields["ids"]) for fields in sent] == [2, 2, 2]
    assert [fields.get("seguro") for fields in sent] == [None, None, ["1"]]
    assert {fields["accion"][0] for fields in sent} == {"cancelar"}


def test_while_several_are_chosen_nothing_new_moves_them(
    choosing: Page, site: Site, story: Story
) -> None:
    choosing.mouse.move(2, 2)
    site.visit().send(story.milestone(story.run("Nueva")))
    expect(choosing.locator("#new-runs")).to_have_text("1 nueva: ver")
