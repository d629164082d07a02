"""No page asks by the clock: a minute in which nobody does anything and only one run moves. What is
asked for in it was told of by the socket of that page shortly before."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, WebSocket

from tests.browser import pages, player
from tests.browser.conftest import Visit
from tests.browser.faults import frozen
from tests.browser.gate import Gate
from tests.browser.visitor import Visitor, is_settled
from tests.pages.listed import ALL
from tests.pages.world import World
from tests.scripts.waiting import until
from tests.stack.films import upload, video_of
from tests.stack.people import People, Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MINUTE_MS = 60_000
PREVIEW = re.compile(r"/vista\.jpg\?v=(\d+)$")
SOME_RELOADS_MS = 12_000
SHORTLY_SECONDS = 5
# A page that has come to rest: what it loads late (the player) is there.
AT_REST = "networkidle"


class Watch:
    """What one tab asked for since `begin`, and what its socket had told it by then."""

    def __init__(self, page: Page) -> None:
        self.page, self.asked, self.unprovoked = page, 0, []
        self._begun = False
        self._told: list[tuple[float, str]] = []
        page.on("websocket", self._socket)
        page.on("request", self._asks)

    def begin(self) -> None:
        """From now on, when all that belongs to the page is there, every request needs a reason."""
        self.page.wait_for_load_state(AT_REST)
        self._begun = True

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self._told.append((time.monotonic(), str(frame))))

    def _asks(self, request: Request) -> None:
        if not self._begun or request.url.startswith(("data:", "blob:")):
            return
        self.asked += 1
        if not self._was_told(request):
            self.unprovoked.append(f"{request.method} {request.url} on {self.page.url}")

    def _was_told(self, request: Request) -> bool:
        preview = PREVIEW.search(request.url)
        path = "/" + request.url.split("/", 3)[3]
        as_attribute = json.dumps(f'"{path}"')[1:-1]
        since = time.monotonic() - SHORTLY_SECONDS
        return any(
            (preview is not None and int(preview[1]) in previews_in(frame)) or as_attribute in frame
            for at, frame in self._told
            if at >= since
        )


def previews_in(frame: str) -> set[int]:
    """Of the runs that a frame of ticks tells of."""
    told = json.loads(frame)
    return {piece[6] for piece in told["j"]} if told["t"] == "tick" else set()


@pytest.fixture
def world(people: People) -> Iterator[World]:
    """One of everything."""
    with World(people.sign_in(), people.sign_in(is_staff=True, is_superuser=True)) as world:
        yield world.make()


def test_no_page_asks_for_anything_by_itself_for_a_minute(
    stack: Stack, visit: Visit, world: World, long_film: Path
) -> None:
    visitors: dict[Person | None, Visitor] = {
        reader: visit(reader) for reader in (None, world.person, world.member)
    }
    visitors[world.member].expects("allow-scripts")
    watches = [watch(visitors[listed.reader(world)], listed.path(world)) for listed in ALL]
    upload(world.person.user, long_film)
    moving = watch(visitors[world.person], "/")
    for one in (*watches, moving):
        one.begin()
    moving.page.wait_for_timeout(MINUTE_MS)
    assert [line for one in (*watches, moving) for line in one.unprovoked] == []
    assert moving.asked > 0, "the run did not move: nothing was seen"


def test_a_film_that_grows_is_not_asked_for_again_before_somebody_plays_it(
    stack: Stack, visit: Visit, person: Person, long_film: Path
) -> None:
    stack.restart("video", RUN_LEASE_SECONDS="300")  # it is not missed while it stands still
    film = upload(person.user, long_film)
    one = watch(visit(person), f"/tareas/{film.pk}/")
    player.is_ready(one.page, 120)
    with frozen(stack["video"]):
        assert video_of(film).estado == "procesando", "it was made too soon to be watched growing"
        one.begin()
        # hls.js would ask for the list of what there is every few seconds.
        one.page.wait_for_timeout(SOME_RELOADS_MS)
        assert one.unprovoked == []
        before = one.asked
        player.press_play(one.page)
        until(lambda: one.page.wait_for_timeout(100) or one.asked > before, 30)
    pages.comes_to(pages.run_on(one.page), "done")


@pytest.mark.parametrize("address", ["'/healthz'", "location.href"])
def test_a_page_that_asked_by_the_clock_would_be_noticed(
    visit: Visit, person: Person, gate: Gate, address: str
) -> None:
    one = watch(visit(person), "/")
    run = gate.run(person, "Se mueve")
    pages.stands_in(pages.card(one.page, run.title), "uno")
    one.begin()
    gate.open("uno")
    pages.stands_in(pages.card(one.page, run.title), "dos")
    one.page.evaluate(f"setInterval(() => fetch({address}), 200)")
    until(lambda: one.page.wait_for_timeout(100) or one.unprovoked)
    # Each time: that something was told shortly before is no reason by itself.
    assert len(one.unprovoked) == one.asked
    assert one.unprovoked[0].split()[1] == one.page.evaluate(f"new URL({address}, location).href")


def watch(visitor: Visitor, path: str) -> Watch:
    """A tab with that page."""
    page = visitor.context.new_page()
    watch = Watch(page)
    page.goto(visitor.address + path)
    is_settled(page)
    return watch
