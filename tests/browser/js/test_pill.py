"""The pill says how live the page is: measured, in words and shapes, and without interrupting."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.test_connection import shows, words_of
from tests.scripts.waiting import until

pytestmark = pytest.mark.browser

# Its dot as a person sees it, colour left out.
SHAPE = """() => {
  const style = getComputedStyle(document.querySelector("#conn .dot"));
  const filled = style.backgroundColor !== "rgba(0, 0, 0, 0)";
  const whole = style.borderTopColor !== "rgba(0, 0, 0, 0)";
  const outline = [style.borderRadius, style.borderTopWidth, style.clipPath, style.rotate];
  return [...outline, filled, whole].join("|");
}"""


def test_a_sign_of_life_is_measured_to_the_page_and_said_to_nobody(
    site: Site, browse: Browse
) -> None:
    page = browse("/")
    visit = site.visit().welcome()
    shows(page, "live")
    words = words_of(page)
    expect(page.locator("#conn")).to_have_text(words["conn_live"])
    visit.say("canary", lag=40)
    until(lambda: {"t": "ping"} in visit.heard)
    visit.say("pong")
    pill = page.locator("#conn")
    expect(pill).to_contain_text("ms")
    shown = int("".join(filter(str.isdigit, pill.inner_text())))
    assert 40 <= shown < 2000, "what the server measured, and the way to here"
    title = pill.get_attribute("title") or ""
    assert title.startswith(words["live_measured"].split("{ms}")[0] + str(shown))
    expect(page.locator("#say")).to_be_empty()
    expect(page.locator("#alerts")).to_be_empty()


def test_signs_that_never_come_or_stop_are_said_in_its_title(
    site: Site, browse: Browse, page: Page
) -> None:
    page.clock.install()
    browse("/")
    visit = site.visit().welcome()
    shows(page, "live")
    words = words_of(page)
    for _ in range(3):
        page.clock.fast_forward(15_000)
        visit.say("beat", at=1)
    pill = page.locator("#conn")
    expect(pill).to_have_attribute("title", words["live_unmeasured"])
    expect(pill).to_have_text(words["conn_live"])
    visit.say("canary", lag=3)
    until(lambda: {"t": "ping"} in visit.heard)
    visit.say("pong")
    expect(pill).to_contain_text("ms")
    for _ in range(3):
        page.clock.fast_forward(15_000)
        visit.say("beat", at=1)
    expect(pill).to_have_text(words["conn_live"])
    silent = words["live_silent"].split("{time}")[0]
    assert (pill.get_attribute("title") or "").startswith(silent)


def test_a_sign_that_nobody_can_measure_leaves_no_older_measurement(
    site: Site, browse: Browse
) -> None:
    page = browse("/")
    visit = site.visit().welcome()
    visit.say("canary", lag=40)
    until(lambda: {"t": "ping"} in visit.heard)
    visit.say("pong")
    pill = page.locator("#conn")
    expect(pill).to_contain_text("ms")
    visit.say("canary", lag=None)
    expect(pill).to_have_text(words_of(page)["conn_live"])
    expect(pill).not_to_have_attribute("title", re.compile("."))


def test_what_was_not_heard_during_a_break_is_no_silence(
    site: Site, browse: Browse, page: Page
) -> None:
    page.clock.install()
    browse("/")
    visit = site.visit().welcome()
    visit.say("canary", lag=None)
    visit.say("counts", c={"running": 7})
    expect(page.locator("[data-count=running]")).to_have_text("7")
    site.is_open = False
    visit.cut()
    shows(page, "reconnecting")
    page.clock.fast_forward(60_000)
    site.is_open = True
    page.clock.run_for(12_000)
    again = site.visit(2).welcome()
    shows(page, "live")
    again.say("beat", at=1)
    again.say("counts", c={"running": 8})
    expect(page.locator("[data-count=running]")).to_have_text("8")
    pill = page.locator("#conn")
    expect(pill).not_to_have_attribute("title", re.compile("."))
    for _ in range(3):
        page.clock.fast_forward(15_000)
        again.say("beat", at=1)
    silent = words_of(page)["live_silent"].split("{time}")[0]
    expect(pill).to_have_attribute("title", re.compile(f"^{silent}"))


def test_a_measurement_from_before_a_break_is_not_shown_after_it(
    site: Site, browse: Browse
) -> None:
    page = browse("/")
    visit = site.visit().welcome()
    visit.say("canary", lag=40)
    until(lambda: {"t": "ping"} in visit.heard)
    visit.say("pong")
    expect(page.locator("#conn")).to_contain_text("ms")
    visit.cut()
    site.visit(2).welcome()
    shows(page, "live")
    expect(page.locator("#conn")).to_have_text(words_of(page)["conn_live"])


def test_each_state_has_its_own_words_and_its_own_shape(site: Site, browse: Browse) -> None:
    page = browse("/")
    seen: dict[str, tuple[str, str]] = {}

    def look(state: str) -> None:
        shows(page, state)
        seen[state] = (page.locator("#conn").inner_text(), page.evaluate(SHAPE))

    visit = site.visit()
    assert visit.hello
    look("catchup")
    visit.welcome()
    look("live")
    site.is_open = False
    visit.cut()
    look("reconnecting")
    page.context.set_offline(True)
    look("offline")
    page.context.set_offline(False)
    site.is_open = True
    again = site.visit(2).welcome()
    shows(page, "live")
    again.close(4401)
    look("stopped")
    assert seen["stopped"][0] == words_of(page)["conn_signed_out"]
    page.evaluate("document.getElementById('conn').dataset.c = 'connecting'")
    seen["connecting"] = (words_of(page)["conn_connecting"], page.evaluate(SHAPE))
    assert len({words for words, _ in seen.values()}) == 6
    assert len({shape for _, shape in seen.values()}) == 6, seen
