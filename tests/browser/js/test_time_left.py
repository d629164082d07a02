"""Time left on the page: the words of the server, and calm; and why a run waits."""

import itertools

import pytest
from django.utils import translation
from playwright.sync_api import expect

from dashboard.left_words import left_words
from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import Story

pytestmark = pytest.mark.browser
ENDS = (0, 20, 59, 61, 130, 300, 540, 610, 1500, 3000, 3601, 5000, 7300, 20_000, 90_000, 200_000)
RANGES = [*itertools.combinations_with_replacement(ENDS, 2), (400, 450), (4000, 4500), (7200, 7200)]
WORDS = """async (ranges) => {
  const { leftWords } = await import("/static/js/left.js");
  return ranges.map(([low, high]) => leftWords(low, high));
}"""


def test_the_page_says_a_range_as_the_server_does(site: Site, story: Story, browse: Browse) -> None:
    page = browse("/")
    shown = page.evaluate(WORDS, RANGES)
    with translation.override("es-mx"):
        meant = [left_words(low, high) for low, high in RANGES]
    assert shown == meant
    assert {"menos de 1 min", "entre 3 y 5 min", "más de una hora"} <= {
        *meant,
        *page.evaluate(WORDS, [[190, 290]]),
    }


def test_the_words_stay_until_the_range_really_moved(
    site: Site, story: Story, browse: Browse
) -> None:
    run = story.converting()
    page = browse("/")
    visit = site.visit().welcome()
    left = page.locator(f"#run-{run.pk} [data-f=eta]")
    visit.send(story.tick(run, 300, low=182, high=290))
    expect(left).to_have_text("entre 3 y 5 min")
    for step, (low, high) in enumerate([(178, 304), (184, 296), (176, 301)]):
        visit.send(story.tick(run, 310 + step, low=low, high=high))
    visit.send(story.tick(run, 350, low=175, high=302, speed=2.5))
    expect(page.locator(f"#run-{run.pk} [data-f=speed]")).to_have_text("2.5×")
    expect(left).to_have_text("entre 3 y 5 min")
    visit.send(story.tick(run, 400, low=110, high=170))
    expect(left).to_have_text("entre 1 y 3 min")
    visit.send(story.tick(run, 450, low=None, high=None))
    expect(left).to_have_text("sin estimación por ahora")


def test_why_a_run_waits_is_renewed_in_its_place(site: Site, story: Story, browse: Browse) -> None:
    run = story.run()
    page = browse("/")
    visit = site.visit().welcome()
    said = page.locator(f"#waiting-{run.pk}")
    expect(said).to_contain_text("Ahora ningún trabajador atiende esta cola")
    cancel = page.locator(f"#run-{run.pk} form[data-command=cancel] button")
    cancel.focus()
    html = f'<span class="waiting" id="waiting-{run.pk}">Tres van antes, dos de ellas tuyas.</span>'
    visit.say("waiting", html=f'<span id="waiting-x">No</span>{html}')
    expect(said).to_have_text("Tres van antes, dos de ellas tuyas.")
    expect(cancel).to_be_focused()
    expect(page.locator("#waiting-x")).to_have_count(0)
