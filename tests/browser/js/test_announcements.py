"""What is said aloud and what pops up: the news of the person's own runs, each once."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import Story

pytestmark = pytest.mark.browser


def card(page: Page, run: Any) -> Locator:
    return page.locator(f"#run-{run.pk}")


def test_the_end_of_a_run_is_shown_said_and_told_once(
    site: Site, story: Story, browse: Browse
) -> None:
    run = story.running("Entrevista")
    page = browse("/")
    visit = site.visit().welcome()
    end = story.milestone(story.succeed(run))
    visit.send(end)
    visit.send(end)
    visit.say("counts", c={"running": 0, "waiting": 0, "done": 1, "failed": 0})
    expect(page.locator("[data-count=done]")).to_have_text("1")
    expect(card(page, run)).to_have_attribute("data-state", "done")
    expect(page.locator("#toasts .toast")).to_have_count(1)
    expect(page.locator("#toasts .toast")).to_contain_text("Entrevista")
    expect(page.locator("#say")).to_contain_text("Entrevista")


def test_a_failure_is_an_alert_and_its_toast_stays(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    page.clock.install()
    run = story.running("Entrevista")
    browse("/")
    visit = site.visit().welcome()
    visit.send(story.milestone(story.fail(run)))
    expect(page.locator("#alerts")).to_contain_text("Entrevista")
    toast = page.locator("#toasts .toast[data-level=bad]")
    expect(toast).to_be_visible()
    page.clock.run_for(20_000)
    expect(toast).to_be_visible()
    toast.get_by_role("button").click()
    expect(toast).to_have_count(0)


def test_what_became_of_somebody_elses_run_is_shown_and_not_announced(
    site: Site, story: Story, browse: Browse
) -> None:
    theirs, mine = story.running("Entrevista"), story.running("Boda")
    page = browse("/")
    visit = site.visit().welcome()
    visit.send(story.milestone(story.fail(theirs), mine=False))
    visit.send(story.milestone(story.fail(mine)))
    expect(page.locator("#alerts")).to_contain_text("Boda")
    expect(card(page, theirs)).to_have_attribute("data-state", "failed")
    expect(page.locator("#alerts")).not_to_contain_text("Entrevista")
    expect(page.locator("#toasts .toast")).to_have_count(1)


def test_what_is_caught_up_with_is_shown_and_not_announced(
    site: Site, story: Story, browse: Browse
) -> None:
    run = story.running("Entrevista")
    page = browse("/")
    visit = site.visit().welcome()
    frame = story.milestone(story.succeed(run)).replace('"replayed":false', '"replayed":true')
    visit.send(frame)
    expect(card(page, run)).to_have_attribute("data-state", "done")
    assert page.locator("#toasts .toast").count() == 0
