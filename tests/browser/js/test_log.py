"""The log on the page of a run: it follows its end until somebody reads further up, and shows each
line once."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site, Visit
from tests.browser.js.story import Story
from workers.logbook import Logbook

pytestmark = pytest.mark.browser

# Early enough to stand behind whatever the product rendered itself.
LATE = 4_000_000_000_000


def opened(site: Site, story: Story, browse: Browse) -> tuple[Any, Page, Visit]:
    """A run's page with its log open."""
    run = story.converting()
    page = browse(f"/tareas/{run.pk}/")
    visit = site.visit().welcome()
    page.locator("#log summary").click()
    expect(page.locator("#log-box")).to_be_visible()
    return run, page, visit


def say(visit: Visit, run: Any, first: int, last: int, **more: Any) -> None:
    """The lines from `first` to `last`."""
    pieces = [[f"l{n}", LATE + n, "info", 1, f"line {n}"] for n in range(first, last + 1)]
    visit.say("log", run=str(run.pk), at=[last, run.milestone], anew=False, lines=pieces, **more)


def numbered(page: Page) -> Locator:
    return page.locator("#log-lines li[data-n]")


def away_from_end(page: Page) -> float:
    """Pixels below what is seen."""
    gap: float = page.locator("#log-box").evaluate(
        "box => box.scrollHeight - box.scrollTop - box.clientHeight"
    )
    return gap


def test_new_lines_are_followed_until_somebody_scrolls_up_and_again_at_the_end(
    site: Site, story: Story, browse: Browse
) -> None:
    run, page, visit = opened(site, story, browse)
    follow = page.get_by_label("Seguir el final")
    expect(follow).to_be_checked()
    say(visit, run, 1, 100)
    expect(numbered(page)).to_have_count(100)
    assert away_from_end(page) < 2
    page.locator("#log-box").evaluate("box => { box.scrollTop = 300 }")
    expect(follow).not_to_be_checked()
    say(visit, run, 101, 120)
    expect(numbered(page)).to_have_count(120)
    assert page.locator("#log-box").evaluate("box => box.scrollTop") == 300
    page.locator("#log-box").evaluate("box => { box.scrollTop = box.scrollHeight }")
    expect(follow).to_be_checked()
    say(visit, run, 121, 130)
    expect(numbered(page)).to_have_count(130)
    assert away_from_end(page) < 2


def test_a_line_that_is_told_twice_is_shown_once_also_after_a_break(
    site: Site, story: Story, browse: Browse
) -> None:
    run, page, visit = opened(site, story, browse)
    say(visit, run, 1, 3)
    say(visit, run, 2, 4)
    texts = page.locator("#log-lines li[data-n] .log-text")
    expect(texts).to_have_text([f"line {n}" for n in range(1, 5)])
    visit.cut()
    again = site.visit(2)
    assert again.hello["log"] == [4, run.milestone]
    again.welcome()
    say(again, run, 3, 6)
    expect(numbered(page)).to_have_count(6)
    assert numbered(page).evaluate_all("all => all.map((line) => line.dataset.n)") == list("123456")


def test_what_was_said_earlier_but_comes_later_stands_where_it_belongs(
    site: Site, story: Story, browse: Browse
) -> None:
    run, page, visit = opened(site, story, browse)
    step = [f"m{run.milestone + 1}", LATE + 5, "step", 1, "Miniaturas"]
    visit.say("log", run=str(run.pk), at=[0, run.milestone + 1], anew=False, lines=[step])
    say(visit, run, 4, 6)
    expect(page.locator("#log-lines .log-text").last).to_have_text("line 6")
    texts = page.locator("#log-lines .log-text").all_text_contents()
    assert texts[-4:] == ["line 4", "Miniaturas", "line 5", "line 6"]


def test_a_long_log_costs_the_page_no_more_than_five_hundred_lines(
    site: Site, story: Story, browse: Browse
) -> None:
    run, page, visit = opened(site, story, browse)
    for start in range(1, 901, 100):
        say(visit, run, start, start + 99)
    expect(page.locator("#log-l900")).to_be_visible()
    expect(page.locator("#log-l400")).to_have_count(0)
    expect(page.locator("#log-l401")).to_have_count(1)
    assert page.locator("#log-lines li").count() == 500
    expect(page.get_by_role("button", name="Ver anteriores")).to_have_count(1)


def test_earlier_lines_come_at_a_click_and_what_is_read_stays_in_place(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    run = story.converting()
    logbook = Logbook(str(run.pk), run.attempt, story.person.id)
    for number in range(1, 451):
        logbook.say(f"line {number}")
    logbook.close()
    browse(f"/tareas/{run.pk}/")
    site.visit().welcome()
    page.locator("#log summary").click()
    oldest = numbered(page).first
    assert oldest.get_attribute("data-n") == "251"
    place = f"antes=251&hasta={oldest.get_attribute('data-at')}"
    path = f"/tareas/{run.pk}/registro/?{place}"
    site.pages[path] = "".join(
        f'<li id="log-l{n}" data-at="{n}" data-n="{n}" data-level="info">'
        f'<span class="log-text">line {n}</span></li>'
        for n in range(51, 252)
    )
    page.locator("#log-box").evaluate("box => { box.scrollTop = 0 }")
    before = oldest.bounding_box()
    page.get_by_role("button", name="Ver anteriores").click()
    expect(numbered(page)).to_have_count(400)
    after = page.locator("#log-l251").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 60
    numbers = numbered(page).evaluate_all("all => all.map((line) => Number(line.dataset.n))")
    assert numbers == list(range(51, 451))


def test_too_much_at_once_begins_anew(site: Site, story: Story, browse: Browse) -> None:
    run, page, visit = opened(site, story, browse)
    say(visit, run, 1, 5)
    pieces = [[f"l{n}", LATE + n, "info", 1, f"line {n}"] for n in range(901, 1101)]
    frame = {"t": "log", "run": str(run.pk), "at": [1100, 4], "anew": True, "lines": pieces}
    visit.send(json.dumps(frame))
    expect(numbered(page)).to_have_count(200)
    expect(page.get_by_role("button", name="Ver anteriores")).to_be_attached()


def test_what_a_line_says_is_text_and_nothing_of_it_is_read_aloud(
    site: Site, story: Story, browse: Browse
) -> None:
    run, page, visit = opened(site, story, browse)
    words = "<img src=x onerror=alert(1)> </span>"
    piece = ["l1", LATE, "error", 1, words]
    visit.say("log", run=str(run.pk), at=[1, run.milestone], anew=False, lines=[piece])
    line = page.locator("#log-l1")
    expect(line.locator(".log-text")).to_have_text(words)
    expect(line.locator(".log-level")).to_have_text("Error")
    assert page.locator("#log [aria-live], #log [role=log], #log [role=status]").count() == 0
    assert "line" not in (page.locator("#say").text_content() or "")


def test_a_run_that_fails_opens_its_log(site: Site, story: Story, browse: Browse) -> None:
    run = story.converting()
    page = browse(f"/tareas/{run.pk}/")
    visit = site.visit().welcome()
    expect(page.locator("#log-box")).to_be_hidden()
    visit.send(story.milestone(story.fail(run), view="tarea"))
    expect(page.locator("#log-box")).to_be_visible()
