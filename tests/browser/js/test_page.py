"""What every page can do beside its runs: start in any order, keys, theme, forms, sentences."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import Story
from tests.scripts.waiting import until
from tests.stack.people import Person

pytestmark = pytest.mark.browser


def test_scripts_that_arrive_after_the_socket_still_greet(
    site: Site, browse: Browse, page: Page
) -> None:
    def late(route: Route) -> None:
        until(lambda: site.visits)
        route.continue_()

    page.route("**/js/live/live.js", late)
    browse("/")
    site.visit().welcome()
    expect(page.locator("#conn")).to_have_attribute("data-c", "live")
    assert len(site.visits) == 1


def test_code_that_a_dying_server_did_not_send_is_asked_for_until_it_comes(
    browse: Browse, page: Page
) -> None:
    asked: list[str] = []

    def die(route: Route) -> None:
        asked.append(route.request.url)
        route.abort("connectionrefused")

    page.route("**/js/upload/queue.js", die)
    browse("/subir/")
    until(lambda: page.evaluate("true") and len(asked) >= 2)
    page.unroute("**/js/upload/queue.js")
    page.locator("#files").set_input_files(
        {"name": "nota.mp4", "mimeType": "video/mp4", "buffer": b""}
    )
    expect(page.locator("#uploads > *")).to_have_count(1)


def test_the_theme_is_remembered(browse: Browse, page: Page) -> None:
    browse("/")
    page.locator("#theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_keys_walk_the_list_and_go_places(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    older, newer = story.running("Primera"), story.running("Segunda")
    browse("/")
    page.keyboard.press("j")
    expect(page.locator(f"#run-{newer.pk} h3 a")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#run-{older.pk} h3 a")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("dialog[open]")).to_contain_text("Segunda")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.locator("input[type=search]")).to_be_focused()
    page.keyboard.type("uuu")
    expect(page.locator("input[type=search]")).to_have_value("uuu")
    page.locator("input[type=search]").blur()
    site.pages["/videos/"] = "<!doctype html><title>there</title>"
    page.keyboard.press("g")
    page.keyboard.press("v")
    expect(page).to_have_url(site.address + "/videos/")


def test_a_menu_closes_by_a_click_elsewhere_by_another_and_by_escape(
    browse: Browse, page: Page, person: Person
) -> None:
    person.user.is_staff = True
    person.user.save()
    browse("/")
    team, mine = page.locator(".top details.menu").all()
    team.locator("summary").click()
    expect(team.get_by_role("link", name="Personas")).to_be_visible()
    mine.locator("summary").click()
    expect(team).not_to_have_attribute("open", "")
    page.locator("h1").click()
    expect(mine).not_to_have_attribute("open", "")
    team.locator("summary").click()
    team.get_by_role("link", name="Personas").focus()
    page.keyboard.press("Escape")
    expect(team.locator("summary")).to_be_focused()
    expect(team).not_to_have_attribute("open", "")


def test_what_a_page_shows_besides_its_runs_is_renewed_where_it_is(
    site: Site, browse: Browse, page: Page, person: Person
) -> None:
    person.user.is_staff = True
    person.user.save()
    browse("/programadas/")
    visit = site.visit().welcome()
    visit.say("aside", html='<div id="beat"><p>nobody</p></div><div id="elsewhere">x</div>')
    expect(page.locator("#beat")).to_have_text("nobody")
    expect(page.locator("#elsewhere")).to_have_count(0)


def test_a_form_that_came_over_the_socket_is_sent_with_a_token(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    run = story.running()
    browse(f"/videos/{run.args[0]}/")
    visit = site.visit().welcome()
    visit.send(story.milestone(story.fail(run), "video"))
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=200, content_type="text/html", body="<title>deleted</title>")

    page.route("**/borrar/", answer)
    page.locator("details.confirm summary").click()
    page.locator("form[action$='/borrar/'] button").click()
    expect(page).to_have_title("deleted")
    assert re.fullmatch(r"csrfmiddlewaretoken=\w{32,}", sent[0])


def test_what_is_copied_is_in_the_clipboard(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    run = story.running()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    browse(f"/tareas/{run.pk}/")
    page.locator(f"[data-copy='{run.pk}']").click()
    expect(page.locator("#toasts .toast")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == str(run.pk)


def test_sentences_that_come_together_are_said_as_one(
    site: Site, story: Story, browse: Browse
) -> None:
    runs = [story.running(title) for title in ("Una", "Dos", "Tres")]
    page = browse("/")
    visit = site.visit().welcome()
    said = page.evaluate_handle(HEAR)
    first = story.milestone(story.begin(story.lose(runs[0])), "tareas")
    others = [story.milestone(story.succeed(run)) for run in runs[1:]]
    visit.send(first)
    until(lambda: heard(said))
    for frame in others:
        visit.send(frame)
    until(lambda: len(heard(said)) >= 2)
    times, sentences = zip(*heard(said), strict=True)
    assert "2" in sentences[-1]
    assert times[-1] - times[0] >= 2900


HEAR = """() => {
  const region = document.getElementById("say");
  const heard = [];
  new MutationObserver(() => heard.push([performance.now(), region.textContent]))
    .observe(region, { childList: true, characterData: true, subtree: true });
  return heard;
}"""


def heard(said: Any) -> list[Any]:
    """What a screen reader was given so far: [milliseconds, sentence]."""
    return list(said.json_value())
