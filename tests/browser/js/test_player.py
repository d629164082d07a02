"""The player: a film that still grows, the choice of quality, and browsers that can less."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from proyecto.progress.models import TaskRun
from tests.browser import films, pages, player
from tests.browser.visitor import Visitor, is_live
from tests.scripts.waiting import until
from tests.stack.films import upload, video_of
from tests.stack.people import Person
from tests.stack.stack import Stack
from tests.workers.engines import clips

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WITHOUT_MEDIA_SOURCE = "delete window.MediaSource; delete window.ManagedMediaSource;"
WITHOUT_HLS = """
const known = HTMLMediaElement.prototype.canPlayType;
HTMLMediaElement.prototype.canPlayType = function (type) {
  return /mpegurl/i.test(type) ? "" : known.call(this, type);
};
"""
# Where the film stood each time that the browser said so, and whether it was still being made.
WATCH = """video => {
  window.watched = [];
  video.addEventListener("timeupdate", () => watched.push([
    video.currentTime,
    document.querySelector("section[data-run]").dataset.state,
  ]));
}"""


@pytest.fixture
def workers(running: Stack) -> Stack:
    """Web and the video worker."""
    return running.start("web", "video")


@pytest.fixture
def visitor(chromium: Browser, workers: Stack, person: Person) -> Iterator[Visitor]:
    """That person at a browser, held to account at the end."""
    visitor = Visitor(chromium, workers.address, person)
    yield visitor
    visitor.close()
    visitor.answer()


@pytest.fixture
def done(workers: Stack, person: Person, tmp_path: Path) -> TaskRun:
    """A short film of that person, converted into three qualities."""
    run = upload(person.user, clips.film(tmp_path / "Saludo.mp4", size="854x480"))
    until(lambda: TaskRun.objects.get(pk=run.pk).ended, 90)
    return run


def chooses(page: Page, quality: str) -> None:
    page.locator(".player-quality select").select_option(label=quality)


def plays(page: Page) -> None:
    page.locator("#player video").evaluate("video => { video.muted = true; return video.play(); }")


def test_a_film_plays_from_its_beginning_to_its_end_while_it_is_made(
    visitor: Visitor, person: Person, long_film: Path
) -> None:
    run = upload(person.user, long_film)
    page = is_live(visitor.open(f"/tareas/{run.pk}/"))
    video = page.locator("#player video")
    expect(video).to_be_visible(timeout=90_000)
    expect(page.locator("section[data-run]")).to_have_attribute("data-state", "running")
    video.evaluate(WATCH)
    page.evaluate("window.kept = true")
    plays(page)
    until(lambda: player.ask(page, "ended"), 150)
    watched: list[Any] = page.evaluate("watched")
    times = [time for time, _ in watched]
    assert times[0] < 1
    assert times == sorted(times)
    assert max(b - a for a, b in pairwise(times)) < 2, "it leapt"
    assert times[-1] == pytest.approx(films.LONG_SECONDS, abs=0.3)
    assert watched[0][1] == "running"
    assert page.evaluate("window.kept")
    pages.comes_to(page.locator("section[data-run]"), "done")


def test_a_chosen_quality_is_what_is_loaded(visitor: Visitor, done: TaskRun) -> None:
    page = is_live(visitor.open(f"/videos/{video_of(done).pk}/"))
    menu = page.locator(".player-quality select")
    expect(menu.locator("option")).to_have_count(4)
    assert menu.locator("option").all_inner_texts()[1:] == ["480p", "360p", "240p"]
    for name, height in (("240p", 240), ("480p", 480)):
        chooses(page, name)
        until(lambda height=height: player.ask(page, "videoHeight") == height, 30)


def test_a_quality_may_be_chosen_before_anything_is_there(visitor: Visitor, done: TaskRun) -> None:
    with visitor.held("**/480p/init.mp4"):
        page = is_live(visitor.open(f"/videos/{video_of(done).pk}/"))
        chooses(page, "240p")
        until(lambda: player.ask(page, "videoHeight") == 240)


def test_a_film_that_stands_still_is_seen_in_the_quality_that_is_chosen(
    visitor: Visitor, done: TaskRun
) -> None:
    page = is_live(visitor.open(f"/videos/{video_of(done).pk}/"))
    player.is_ready(page)
    # Of the smallest the end is fetched first: from then on hls.js places its beginning too late.
    for place, name, height in ((2.5, "240p", 240), (0, "360p", 360), (0, "240p", 240)):
        player.ask(page, f"currentTime = {place}")
        chooses(page, name)
        until(lambda height=height: player.ask(page, "videoHeight") == height)


@pytest.mark.parametrize(
    ("lack", "source"),
    [
        (WITHOUT_MEDIA_SOURCE, ".m3u8"),
        (WITHOUT_MEDIA_SOURCE + WITHOUT_HLS, ".mp4"),
    ],
)
def test_a_browser_that_can_less_plays_as_well(
    visitor: Visitor, done: TaskRun, lack: str, source: str
) -> None:
    visitor.context.add_init_script(lack)
    page = is_live(visitor.open(f"/videos/{video_of(done).pk}/"))
    # Whoever presses play before the film is there is interrupted by its coming.
    until(lambda: str(player.ask(page, "currentSrc")).endswith(source))
    plays(page)
    player.plays_past(page, 1)
    assert str(player.ask(page, "currentSrc")).endswith(source)
    expect(page.locator(".player-quality")).to_be_hidden()
    expect(page.locator(".player-error")).to_have_count(0)


def test_pointing_at_the_strip_shows_the_moment_and_a_click_goes_there(
    visitor: Visitor, done: TaskRun
) -> None:
    page = is_live(visitor.open(f"/videos/{video_of(done).pk}/"))
    until(lambda: player.ask(page, "readyState") >= 1, 30)
    strip = page.locator(".player-strip")
    box = strip.bounding_box()
    assert box
    seen = set()
    for part in (0.02, 0.9):
        page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
        thumb = page.locator(".player-thumb")
        expect(thumb).to_be_visible()
        seen.add(thumb.evaluate("thumb => thumb.style.backgroundPosition"))
        assert thumb.evaluate("thumb => thumb.style.backgroundImage").startswith('url("/media/')
    assert len(seen) == 2
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2)
    until(lambda: abs(player.ask(page, "currentTime") - 1.5) < 0.2)
    page.mouse.move(0, 0)
    expect(page.locator(".player-thumb")).to_be_hidden()
