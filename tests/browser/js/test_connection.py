"""The page's socket: greeted, lost in every way, and found again."""

import json
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import EPOCH, Story
from tests.scripts.waiting import until

pytestmark = pytest.mark.browser


# A request behind all that the page has asked for so far, and its answer.
ECHO = "async (address) => (await fetch(address)).ok"


def shows(page: Page, state: str, seconds: float = 15) -> None:
    expect(page.locator("#conn")).to_have_attribute("data-c", state, timeout=seconds * 1000)


def words_of(page: Page) -> dict[str, str]:
    """The strings that the page was given, in its language."""
    words: dict[str, str] = json.loads(page.locator("#texts").text_content() or "")
    return words


def test_the_greeting_tells_what_the_page_shows(site: Site, story: Story, browse: Browse) -> None:
    run = story.running()
    page = browse("/")
    hello = site.visit().hello
    assert hello["t"] == "hello"
    assert (hello["v"], hello["view"], hello["lang"]) == (1, "tareas", "es-mx")
    assert hello["have"][str(run.pk)][2] == run.milestone
    assert abs(hello["at"] - time.time() * 1000) < 60_000
    shows(page, "catchup")
    site.visit().welcome()
    shows(page, "live")


def test_the_greeting_after_a_break_tells_what_came_in_between(
    site: Site, story: Story, browse: Browse
) -> None:
    run = story.run()
    page = browse("/")
    first = site.visit().welcome()
    first.send(story.milestone(story.begin(run)))
    expect(page.locator(f"#run-{run.pk}")).to_have_attribute("data-state", "running")
    first.say("beat", at=123456)
    first.close(1012)
    hello = site.visit(2).hello
    assert hello["have"][str(run.pk)][2] == 2
    # A little before the server's last word: what was on its way then is not missed.
    assert 100_000 < hello["at"] < 123_456


@pytest.mark.parametrize("code", [1000, 1001, 1011, 1012, 4408, 4000])
def test_a_socket_that_ends_comes_back(site: Site, browse: Browse, code: int) -> None:
    page = browse("/")
    site.visit().welcome().close(code)
    site.visit(2).welcome()
    shows(page, "live")


def test_a_socket_that_is_cut_comes_back(site: Site, browse: Browse) -> None:
    page = browse("/")
    site.visit().welcome().cut()
    site.visit(2).welcome()
    shows(page, "live")


def test_a_server_that_is_away_is_tried_until_it_is_back(site: Site, browse: Browse) -> None:
    page = browse("/")
    visit = site.visit().welcome()
    shows(page, "live")
    site.is_open = False
    visit.cut()
    shows(page, "reconnecting")
    expect(page.locator("html[data-stale]")).to_have_count(1)
    expect(page.locator("#say")).to_have_text(words_of(page)["conn_reconnecting"])
    site.is_open = True
    site.visit(2).welcome()
    shows(page, "live")
    expect(page.locator("html[data-stale]")).to_have_count(0)


def test_who_was_signed_out_is_offered_to_sign_in_and_asks_no_more(
    site: Site, browse: Browse, page: Page
) -> None:
    page.clock.install()
    browse("/")
    site.visit().welcome().close(4401)
    shows(page, "stopped")
    expect(page.locator("#conn-sign-in")).to_have_attribute("href", site.address + "/")
    # What brings any other page back: the network, and time.
    page.evaluate("dispatchEvent(new Event('online'))")
    page.clock.run_for(60_000)
    until(lambda: page.evaluate(ECHO, site.address + "/"))
    assert len(site.visits) == 1


def test_the_goodbye_of_a_server_says_when_to_return(site: Site, browse: Browse) -> None:
    page = browse("/")
    visit = site.visit().welcome()
    shows(page, "live")
    visit.say("bye", after=1500)
    left = time.monotonic()
    visit.close(1012)
    site.visit(2)
    assert 1.5 <= time.monotonic() - left < 4


def test_a_socket_that_fell_silent_is_replaced(site: Site, browse: Browse, page: Page) -> None:
    page.clock.install()
    browse("/")
    site.visit().welcome()
    shows(page, "live")
    page.clock.fast_forward(45_000)
    page.clock.resume()
    site.visit(2).welcome()
    shows(page, "live")


def test_a_beat_keeps_a_silent_socket(site: Site, browse: Browse, page: Page) -> None:
    page.clock.install()
    browse("/")
    visit = site.visit().welcome()
    shows(page, "live")
    for _ in range(4):
        page.clock.fast_forward(15_000)
        visit.say("beat", at=1)
        visit.say("counts", c={"running": 7 + _, "waiting": 0, "done": 0, "failed": 0})
        expect(page.locator("[data-count=running]")).to_have_text(str(7 + _))
    assert len(site.visits) == 1


def test_a_network_that_was_away_is_noticed_and_its_return_too(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    run = story.running()
    browse("/")
    site.visit().welcome()
    shows(page, "live")
    page.context.set_offline(True)
    shows(page, "offline")
    site.visits[0].send(story.tick(run, 300))
    page.context.set_offline(False)
    until(lambda: len(site.visits) > 1 or {"t": "ping"} in site.visits[0].heard)
    site.visits[-1].welcome()
    shows(page, "live")


def test_an_open_socket_that_does_not_answer_after_a_break_is_replaced(
    site: Site, browse: Browse, page: Page
) -> None:
    browse("/")
    site.visit().welcome()
    shows(page, "live")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: {"t": "ping"} in site.visits[0].heard)
    site.visit(2).welcome()
    shows(page, "live")


def test_a_page_that_is_gone_back_to_is_live_again(site: Site, browse: Browse, page: Page) -> None:
    browse("/")
    site.visit().welcome()
    shows(page, "live")
    page.evaluate("window.kept = true")
    site.pages["/elsewhere"] = "<!doctype html><title>x</title><h1>elsewhere</h1>"
    page.goto(site.address + "/elsewhere")
    # Playwright's own go_back waits for a load that a kept page never has.
    page.evaluate("setTimeout(() => history.back())")
    site.visit(2).welcome()
    shows(page, "live")
    assert page.evaluate("window.kept") is True, "the browser did not keep the page"


def test_words_that_a_page_does_not_know_change_nothing(site: Site, browse: Browse) -> None:
    page = browse("/")
    visit = site.visit().welcome()
    visit.say("weather", sky="blue")
    visit.say("broker", ok=False)
    expect(page.locator("#broker-banner")).to_be_visible()
    visit.say("broker", ok=True)
    expect(page.locator("#broker-banner")).to_be_hidden()


def test_the_epoch_that_is_greeted_with_is_the_one_that_was_told(
    site: Site, story: Story, browse: Browse
) -> None:
    run = story.run()
    page = browse("/")
    visit = site.visit().welcome()
    visit.send(story.milestone(story.begin(run)))
    visit.send(story.tick(run, 120, attempt=1))
    expect(page.locator(f"#run-{run.pk} progress")).to_have_js_property("value", 120)
    visit.cut()
    epoch, seq, n = site.visit(2).hello["have"][str(run.pk)]
    assert (epoch, seq, n) == (EPOCH, story.seq, 2)
