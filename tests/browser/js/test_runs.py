"""What the page makes of milestones and ticks."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import Story

pytestmark = pytest.mark.browser


def card(page: Page, run: Any) -> Locator:
    return page.locator(f"#run-{run.pk}")


def shown(page: Page, run: Any) -> int:
    return int(card(page, run).locator("progress").evaluate("bar => bar.value"))


def stands_at(page: Page, run: Any, permille: int) -> None:
    expect(card(page, run).locator("progress")).to_have_js_property("value", permille)


def test_ticks_move_the_numbers_of_their_run_only(site: Site, story: Story, browse: Browse) -> None:
    one, other = story.converting("Uno"), story.converting("Dos")
    page = browse("/")
    visit = site.visit().welcome()
    visit.send(story.tick(one, 445, speed=1.4, low=190, high=290))
    stands_at(page, one, 445)
    expect(card(page, one).locator("[data-f=pct]")).to_have_text("44%")
    expect(card(page, one).locator("[data-f=speed]")).to_have_text("1.4×")
    expect(card(page, one).locator("[data-f=eta]")).to_have_text("entre 3 y 5 min")
    assert shown(page, other) == 0


def test_the_bar_never_goes_back_within_an_attempt(
    site: Site, story: Story, browse: Browse
) -> None:
    run = story.converting()
    page = browse("/")
    visit = site.visit().welcome()
    visit.send(story.tick(run, 500))
    stands_at(page, run, 500)
    # Older, of an attempt before, and lower although newer.
    visit.send(story.tick(run, 900, seq=1))
    visit.send(story.tick(run, 950, attempt=0))
    visit.send(story.tick(run, 400, speed=2.5))
    expect(card(page, run).locator("[data-f=speed]")).to_have_text("2.5×")
    assert shown(page, run) == 500
    # The row knows less than the ticks did: its fragment says 0.
    visit.send(story.milestone(run))
    visit.send(story.tick(run, 400, speed=3.5))
    expect(card(page, run).locator("[data-f=speed]")).to_have_text("3.5×")
    assert shown(page, run) == 500
    expect(card(page, run).locator("[data-f=pct]")).to_have_text("50%")


def test_a_fragment_that_knows_more_is_not_undone_by_the_tick_before_it(
    site: Site, story: Story, browse: Browse
) -> None:
    run = story.converting()
    page = browse("/")
    visit = site.visit().welcome()
    visit.send(story.tick(run, 100))
    stands_at(page, run, 100)
    # A page that is busy paints late: what came first is not what is known then.
    page.evaluate(
        "() => { window.late = []; window.requestAnimationFrame = (act) => window.late.push(act); }"
    )
    visit.send(story.tick(run, 212))
    fragment = story.milestone(run)
    assert 'data-permille=\\"0\\"' in fragment
    visit.send(fragment.replace('data-permille=\\"0\\"', 'data-permille=\\"260\\"'))
    stands_at(page, run, 260)
    assert page.evaluate("window.late.splice(0).map((act) => act(0)).length")
    assert shown(page, run) == 260


def test_a_new_attempt_begins_where_it_begins(site: Site, story: Story, browse: Browse) -> None:
    run = story.running()
    page = browse("/")
    visit = site.visit().welcome()
    visit.send(story.tick(run, 700))
    stands_at(page, run, 700)
    again = story.begin(story.lose(run))
    visit.send(story.milestone(again))
    visit.send(story.tick(again, 80))
    stands_at(page, run, 80)


def test_a_milestone_keeps_focus_and_what_is_opened(
    site: Site, story: Story, browse: Browse
) -> None:
    run = story.running()
    page = browse(f"/tareas/{run.pk}/")
    visit = site.visit().welcome()
    history = page.locator("details.history")
    history.locator("summary").click()
    cancel = page.locator("form[data-command=cancel] button")
    cancel.focus()
    seen = history.locator("li").count()
    visit.send(story.milestone(story.phase(run), "tarea"))
    expect(history.locator("li")).to_have_count(seen + 1)
    expect(history).to_have_attribute("open", "")
    expect(cancel).to_be_focused()


def test_a_new_run_appears_at_the_top_in_place_of_the_empty_state(
    site: Site, story: Story, browse: Browse
) -> None:
    page = browse("/")
    visit = site.visit().welcome()
    expect(page.locator("[data-empty]")).to_be_visible()
    first = story.run("Primera")
    visit.send(story.milestone(first))
    expect(card(page, first)).to_be_visible()
    expect(page.locator("[data-empty]")).to_be_hidden()
    second = story.run("Segunda")
    visit.send(story.milestone(second))
    expect(page.locator("#runs > [data-run]")).to_have_count(2)
    expect(page.locator("#runs > [data-run]").first).to_have_id(f"run-{second.pk}")
    visit.say("gone", run=str(first.pk))
    visit.say("gone", run=str(second.pk))
    expect(page.locator("[data-empty]")).to_be_visible()


def test_a_run_that_arrives_above_the_fold_is_counted_and_moves_nothing(
    site: Site, story: Story, browse: Browse
) -> None:
    runs = [story.running(f"Clase {number}") for number in range(12)]
    page = browse("/")
    visit = site.visit().welcome()
    page.set_viewport_size({"width": 900, "height": 400})
    last = card(page, runs[0])
    last.scroll_into_view_if_needed()
    place = last.bounding_box()
    visit.send(story.milestone(story.run("Nueva")))
    button = page.locator("#new-runs")
    expect(button).to_contain_text("1")
    assert last.bounding_box() == place
    button.evaluate("button => button.click()")
    expect(page.locator("#runs > [data-run]").first).to_be_in_viewport()


def test_a_page_of_older_runs_gets_no_new_ones(site: Site, story: Story, browse: Browse) -> None:
    run = story.running("Entrevista")
    mark = f"{2 * 10**15}.{run.pk}"
    page = browse(f"/?antes={mark}")
    visit = site.visit().welcome()
    visit.send(story.milestone(story.run("Otra")))
    visit.send(story.tick(run, 333))
    stands_at(page, run, 333)
    expect(page.locator("#runs > [data-run]")).to_have_count(1)
    button = page.locator("#new-runs")
    expect(button).to_contain_text("1")
    site.pages["/?"] = "<!doctype html><title>newest</title>"
    button.click()
    expect(page).to_have_title("newest")


def test_ticks_between_two_frames_are_painted_once_and_only_what_changed(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    run, still = story.running("Uno"), story.running("Dos")
    browse("/")
    visit = site.visit().welcome()
    visit.send(story.tick(run, 100))
    visit.send(story.tick(still, 100))
    stands_at(page, still, 100)
    page.evaluate(WATCH, f"run-{run.pk}")
    for permille in range(200, 300):
        visit.send(story.tick(run, permille, speed=1.4, eta=240))
    stands_at(page, run, 299)
    writes = page.evaluate("watched")
    # An attribute of the bar, one of the root, the percentage, the pictures done: a frame each.
    assert writes["outside"] == 0
    assert writes["inside"] <= 4 * writes["frames"]
    assert writes["frames"] < 100


WATCH = """id => {
  window.watched = { frames: 0, inside: 0, outside: 0 };
  const count = () => { watched.frames += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
  new MutationObserver(found => {
    for (const { target } of found) {
      const element = target.nodeType === 1 ? target : target.parentElement;
      if (element.closest(`#${id}`)) watched.inside += 1;
      else if (element.closest('#runs')) watched.outside += 1;
    }
  }).observe(document.body, {
    subtree: true, attributes: true, characterData: true, childList: true,
  });
}"""


def test_a_hidden_tab_knows_all_and_paints_it_when_it_is_looked_at(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    run = story.running("Entrevista")
    browse(f"/tareas/{run.pk}/")
    visit = site.visit().welcome()
    visit.send(story.tick(run, 100))
    stands_at(page, run, 100)
    # A browser stops animation frames in a hidden tab; headless ones are never hidden.
    page.evaluate("window.asked = []; window.requestAnimationFrame = act => asked.push(act)")
    for permille in range(200, 300, 10):
        visit.send(story.tick(run, permille))
    expect(page).to_have_title("29% Entrevista · Avance")
    assert shown(page, run) == 100
    assert page.evaluate("asked.filter(act => act?.name === 'flush').length") == 1
    page.evaluate("asked.forEach(act => act?.())")
    assert shown(page, run) == 290


def test_the_title_counts_what_runs(site: Site, browse: Browse, page: Page) -> None:
    browse("/")
    visit = site.visit().welcome()
    title = page.title()
    visit.say("counts", c={"running": 9, "waiting": 0, "done": 0, "failed": 0, "mine": 3})
    expect(page).to_have_title(f"(3) {title}")
    visit.say("counts", c={"running": 6, "waiting": 0, "done": 0, "failed": 0, "mine": 0})
    expect(page).to_have_title(title)


def test_a_run_that_stands_still_says_so(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    page.clock.install()
    run = story.running("Entrevista")
    browse("/")
    visit = site.visit().welcome()
    visit.send(story.tick(run, 100))
    stands_at(page, run, 100)
    left = card(page, run).locator("[data-f=eta]")
    for _ in range(3):
        visit.say("beat", at=1)
        page.clock.run_for(12_000)
    expect(left).to_contain_text("3")
    expect(left).to_contain_text(" s")
    visit.send(story.tick(run, 110))
    expect(left).to_have_text("entre 3 y 5 min")


def test_a_command_stays_on_the_page_and_asks_before_it_destroys(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    run = story.running("Entrevista")
    browse("/")
    site.visit().welcome()
    asked: list[Any] = []

    def answer(route: Any) -> None:
        asked.append(route.request)
        route.fulfill(status=409, content_type="text/plain", body="Ya terminó.")

    page.route("**/cancelar/", answer)
    button = card(page, run).locator("form[data-command=cancel] button")
    button.click()
    page.locator("dialog[open] button").first.click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert not asked
    button.click()
    page.locator("dialog[open] button[value=yes]").click()
    expect(page.locator("#toasts")).to_contain_text("Ya terminó.")
    (request,) = asked
    assert request.headers["x-csrftoken"]
    assert request.headers["x-requested-with"] == "fetch"
    expect(page).to_have_url(site.address + "/")
