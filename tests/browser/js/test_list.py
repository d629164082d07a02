"""The list of runs lives: what leaves the filter goes calmly, what is new disturbs nobody."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.subscriber import leaving
from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import Story
from tests.dashboard.runs import ask

pytestmark = pytest.mark.browser
STAYS_MS = 5_000
# With room for the fading.
GONE_MS = STAYS_MS + 200
LEAVING = re.compile("^Ya no coincide")
RUNNING = "/?estado=running"


def card(page: Page, run: Any) -> Locator:
    return page.locator(f"#run-{run.pk}")


def cards(page: Page) -> Locator:
    return page.locator("#runs > [data-run]:not([hidden])")


def calm(page: Page) -> None:
    """Time goes as the test says, and what leaves is gone at that very moment."""
    page.emulate_media(reduced_motion="reduce")
    page.clock.install()


def stand_still(page: Page) -> None:
    """From now on time goes only where the test makes it."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 5)


def place(page: Page) -> list[Any]:
    """Where each card that is shown stands."""
    return [one.bounding_box() for one in cards(page).all()]


def test_what_leaves_the_filter_is_shown_as_it_ended_and_then_goes(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    page.clock.install()
    stays, goes = story.running("Se queda"), story.running("Se va")
    browse(RUNNING)
    visit = site.visit().welcome()
    assert visit.hello["filter"] == "estado=running"
    visit.send(leaving(story.milestone(story.succeed(goes))))
    expect(card(page, goes)).to_have_attribute("data-state", "done")
    expect(card(page, goes)).to_have_attribute("data-leaving", "Ya no coincide: sale de la lista")
    page.clock.run_for(GONE_MS)
    expect(cards(page)).to_have_count(1)
    visit.send(leaving(story.milestone(story.succeed(stays))))
    expect(card(page, stays)).to_have_attribute("data-leaving", "Ya no coincide: sale de la lista")
    page.clock.run_for(GONE_MS)
    expect(cards(page)).to_have_count(0)
    expect(page.locator("[data-empty]")).to_be_visible()


def test_it_stays_for_a_moment_to_be_read(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    calm(page)
    run = story.running()
    browse(RUNNING)
    visit = site.visit().welcome()
    stand_still(page)
    visit.send(leaving(story.milestone(story.succeed(run))))
    expect(card(page, run)).to_have_attribute("data-leaving", LEAVING)
    page.clock.run_for(STAYS_MS - 1)
    assert cards(page).count() == 1
    page.clock.run_for(1)
    assert cards(page).count() == 0


def test_those_whose_time_has_come_go_however_many_leave_after_them(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    calm(page)
    runs = [story.running(f"Clase {number}") for number in range(12)]
    browse(RUNNING)
    visit = site.visit().welcome()
    stand_still(page)
    for run in runs:
        visit.send(leaving(story.milestone(story.succeed(run))))
        expect(card(page, run)).to_have_attribute("data-leaving", LEAVING)
        page.clock.run_for(600)
    assert card(page, runs[0]).count() == 0


def test_it_does_not_go_under_the_pointer_or_out_of_the_focus(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    calm(page)
    held, focused = story.running("Señalada"), story.running("Enfocada")
    browse(RUNNING)
    visit = site.visit().welcome()
    card(page, held).locator("h3").hover()
    link = card(page, focused).locator("h3 a")
    link.focus()
    for run in (held, focused):
        visit.send(leaving(story.milestone(story.succeed(run))))
        expect(card(page, run)).to_have_attribute("data-state", "done")
    page.clock.run_for(4 * STAYS_MS)
    expect(cards(page)).to_have_count(2)
    expect(link).to_be_focused()
    page.mouse.move(5, 5)
    page.clock.run_for(STAYS_MS)
    expect(card(page, held)).to_have_count(0)
    link.blur()
    page.clock.run_for(STAYS_MS)
    expect(cards(page)).to_have_count(0)


def test_what_comes_to_fit_again_stays(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    calm(page)
    run = story.running()
    browse(RUNNING)
    visit = site.visit().welcome()
    lost = story.lose(run)
    visit.send(leaving(story.milestone(lost)))
    expect(card(page, run)).to_have_attribute("data-state", "retrying")
    visit.send(story.milestone(story.begin(lost)))
    expect(card(page, run)).to_have_attribute("data-state", "running")
    expect(card(page, run)).not_to_have_attribute("data-leaving", re.compile("."))
    page.clock.run_for(2 * STAYS_MS)
    expect(card(page, run)).to_be_visible()


def test_with_reduced_motion_nothing_moves_on_its_way(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    calm(page)
    below, goes = story.running("Abajo"), story.running("Se va")
    browse(RUNNING)
    visit = site.visit().welcome()
    page.evaluate(
        "() => { window.moved = 0; const { animate } = Element.prototype;"
        " Element.prototype.animate = function (...given) {"
        " moved += 1; return animate.apply(this, given); }; }"
    )
    visit.send(leaving(story.milestone(story.succeed(goes))))
    expect(card(page, goes)).to_have_attribute("data-state", "done")
    page.clock.run_for(STAYS_MS)
    expect(cards(page)).to_have_count(1)
    expect(card(page, below)).to_be_visible()
    assert page.evaluate("moved") == 0


def test_while_somebody_points_at_the_list_what_is_new_waits_behind_a_button(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    runs = [story.running(f"Clase {n}") for n in range(3)]
    browse("/")
    visit = site.visit().welcome()
    card(page, runs[1]).locator("h3").hover()
    before = place(page)
    first = story.converting("Nueva")
    visit.send(story.milestone(first))
    visit.send(story.milestone(story.run("Otra")))
    button = page.locator("#new-runs")
    expect(button).to_have_text("2 nuevas: ver")
    assert place(page) == before
    visit.send(story.tick(first, 300))
    visit.send(story.milestone(story.phase(first, "empaquetar")))
    expect(card(page, first).locator("[aria-current=step]")).to_have_text("Empaquetado")
    expect(cards(page)).to_have_count(3)
    button.click()
    expect(cards(page)).to_have_count(5)
    expect(button).to_be_hidden()
    expect(cards(page).first.locator("h3 a")).to_be_focused()
    expect(card(page, first).locator("progress")).to_have_js_property("value", 300)


def test_what_a_page_hides_it_tells_a_server_that_comes_back(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    run = story.running()
    browse("/")
    visit = site.visit().welcome()
    card(page, run).locator("h3").hover()
    new = story.run("Nueva")
    visit.send(story.milestone(new))
    expect(page.locator("#new-runs")).to_be_visible()
    visit.cut()
    assert set(site.visit(2).hello["have"]) == {str(run.pk), str(new.pk)}


def test_a_run_takes_its_place_by_when_it_was_asked_for(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    waits = [story.run("Antigua")]
    above, middle, below = story.running("Arriba"), story.run("En medio"), story.running("Abajo")
    ordered = sorted((above, middle, below), key=lambda run: run.created_at, reverse=True)
    browse(RUNNING)
    visit = site.visit().welcome()
    expect(cards(page)).to_have_count(2)
    visit.send(story.milestone(story.begin(middle)))
    expect(cards(page)).to_have_count(3)
    shown = [one.get_attribute("data-run") for one in cards(page).all()]
    assert shown == [str(run.pk) for run in ordered]
    visit.send(story.milestone(story.begin(waits[0])))
    expect(cards(page).last).to_have_id(f"run-{waits[0].pk}")


def test_what_belongs_to_a_page_further_down_does_not_come_up(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    old = story.run("De otra página")
    for number in range(20):
        ask(story.person.user, title=f"Clase {number}")
    browse("/")
    visit = site.visit().welcome()
    expect(cards(page)).to_have_count(20)
    visit.send(story.milestone(story.begin(old)))
    visit.send(story.milestone(story.run("Nueva")))
    expect(cards(page)).to_have_count(21)
    expect(card(page, old)).to_have_count(0)
