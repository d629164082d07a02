"""A tab that is open for days, seen or not, keeps only what it shows."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.subscriber import leaving
from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import Story
from tests.scripts.waiting import until

pytestmark = pytest.mark.browser
GONE_MS = 5_200
MOST = 200
KNOWN = "import('/static/js/live/runs.js').then(({ all }) => [...all()].map((run) => run.id))"


def known(page: Page) -> set[str]:
    """The runs that the page remembers."""
    return set(page.evaluate(KNOWN))


def test_what_left_the_list_in_a_tab_that_nobody_sees_is_gone_and_forgotten(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    page.clock.install()
    stays, goes = story.running("Se queda"), story.running("Se va")
    browse("/?estado=running")
    visit = site.visit().welcome()
    # As in a hidden tab, where there are no frames.
    page.evaluate(
        "() => { Element.prototype.animate = () =>"
        " ({ finished: new Promise(() => {}), cancel() {} }); }"
    )
    visit.send(leaving(story.milestone(story.succeed(goes))))
    expect(page.locator(f"#run-{goes.pk}")).to_have_attribute("data-state", "done")
    assert known(page) == {str(stays.pk), str(goes.pk)}
    page.clock.run_for(GONE_MS)
    expect(page.locator(f"#run-{goes.pk}")).to_have_count(0)
    assert known(page) == {str(stays.pk)}


def test_cards_beyond_the_most_are_forgotten_with_their_numbers(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    runs = [story.run(f"Clase {number}") for number in range(3)]
    browse("/")
    visit = site.visit().welcome()
    # As many cards of other runs as there may be, but one, above those.
    page.evaluate(
        """(many) => {
          const list = document.getElementById("runs");
          const card = document.createElement("li");
          Object.assign(card.dataset, { run: "x", created: "9".repeat(15) });
          for (let n = 0; n < many; n += 1) list.prepend(card.cloneNode());
        }""",
        MOST - 1,
    )
    new = story.run("Nueva")
    visit.send(story.milestone(new))
    expect(page.locator(f"#run-{new.pk}")).to_have_count(1)
    left = {str(run.pk) for run in (*runs, new) if page.locator(f"#run-{run.pk}").count()}
    assert len(left) < 4
    assert known(page) == left


def test_what_comes_to_a_page_further_down_is_counted_and_not_remembered(
    site: Site, story: Story, browse: Browse
) -> None:
    runs = [story.running("Una"), story.running("Dos")]
    page = browse(f"/?antes={2 * 10**15}.{runs[0].pk}")
    visit = site.visit().welcome()
    visit.send(story.milestone(story.run("Otra")))
    button = page.locator("#new-runs")
    expect(button).to_have_text("1 nueva: ver")
    assert known(page) == {str(run.pk) for run in runs}
    visit.say("gone", run=str(runs[1].pk))
    expect(page.locator(f"#run-{runs[1].pk}")).to_have_count(0)
    expect(button).to_be_visible()
    html = '<li id="{0}" data-run="{0}" data-pos="e 1 1" data-created="9{1}"></li>'
    for number in range(MOST):
        made = html.format(f"r{number}", "0" * 18)
        frame: dict[str, Any] = {"run": f"r{number}", "pos": ["e", 1, 1], "type": "run.queued"}
        visit.say("ms", **frame, html=made, say="", level="info", mine=False, replayed=False)
    expect(button).to_have_text("200+ nuevas: ver")
    assert known(page) == {str(runs[0].pk)}


def test_of_many_ends_that_nobody_saw_it_is_said_that_there_were_many(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    page.add_init_script(path="tests/browser/script/notified.js")
    browse("/")
    visit = site.visit().welcome()
    page.evaluate("window.__hide(true)")
    for number in range(MOST + 5):
        end: dict[str, Any] = {"run": f"r{number}", "pos": ["e", 1, 1], "type": "run.succeeded"}
        visit.say("ms", **end, html="", say="Listo", level="ok", mine=True, replayed=False)
    visit.say("counts", c={"mine": 7})
    until(lambda: page.title().startswith("(7)"))
    page.evaluate("window.__hide(false)")
    expect(page.locator("#toasts .toast > :first-child")).to_have_text("200+ tareas terminaron")
