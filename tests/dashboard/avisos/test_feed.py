"""The live feed: every page of the team hears the count, those that show notices their lines."""

import asyncio
import json
import threading
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from dashboard import notice_feed
from dashboard.fragments import Look
from dashboard.hub import Hub
from proyecto.progress import notices, teller
from proyecto.progress.broadcast import STAFF
from proyecto.progress.notices import Severity
from tests.dashboard.avisos.conftest import Give
from tests.dashboard.test_subscriber import Socket
from tests.scripts.waiting import eventually

acknowledge, newest = sync_to_async(notices.acknowledge), sync_to_async(notices.newest)


class Page(Socket):
    """One of the team's, caught up; `notices`: where its feed stands, if it shows one."""

    def __init__(self, view: str = "tareas", feed: int | None = None, staff: bool = True) -> None:
        super().__init__(view)
        self.look = Look(view, "en", "UTC", staff)
        self.groups = frozenset({STAFF} if staff else {"runs.user.1"})
        self.notices = feed
        self.caught_up('{"t":"live"}')

    def told(self) -> list[dict[str, Any]]:
        frames = [json.loads(text) for text in self.held()]
        return [frame for frame in frames if frame["t"] == "notices"]

    async def hears(self, frames: int) -> dict[str, Any]:
        """The last of so many."""
        await eventually(lambda: len(self.told()) >= frames)
        return self.told()[frames - 1]


async def greeted(hub: Hub, *pages: Page) -> None:
    for page in pages:
        await hub.join(page)
        await hub.topics.greet(page)


def lines_of(page: Page) -> list[int]:
    """The notices of all lines that it was given."""
    return [line[0] for frame in page.told() for line in frame["lines"]]


@pytest.fixture
def no_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks by the clock: what arrives was told."""
    monkeypatch.setattr("dashboard.hub.PERIOD_SECONDS", 600.0)


async def test_a_change_reaches_every_page_of_the_team_by_its_nudge(
    no_rounds: None, hub: Hub, give: Give
) -> None:
    page, feed = Page(), Page("avisos", feed=await newest())
    await greeted(hub, page, feed)
    await eventually(lambda: STAFF in hub._joined)
    one = await sync_to_async(give)()
    told, shown = await page.hears(2), await feed.hears(2)
    assert (told["n"], told["lines"], shown["n"]) == (1, [], 1)
    [[number, seq, html]] = shown["lines"]
    assert (number, seq) == (one.pk, one.seq)
    assert f'id="aviso-{one.pk}"' in html
    assert "I attend to it" in html


async def test_others_hear_nothing(hub: Hub, give: Give) -> None:
    person, team = Page(staff=False, feed=0), Page(feed=0)
    await greeted(hub, person, team)
    await sync_to_async(give)()
    await hub.topics.look()
    await team.hears(2)
    await hub.topics.watch(person, "notices", 0)
    assert person.told() == []


async def test_what_no_nudge_told_is_found_at_the_next_look(
    hub: Hub, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page()
    await greeted(hub, page)
    monkeypatch.setattr(teller, "say", lambda *_: None)
    await sync_to_async(give)()
    assert (await page.hears(2))["n"] == 1


async def test_a_feed_that_was_away_gets_all_that_changed_and_nothing_else(
    hub: Hub, give: Give, boss: Any
) -> None:
    old, changed = await sync_to_async(give)(), await sync_to_async(give)()
    had = await newest()
    await acknowledge(changed.pk, boss)
    new = await sync_to_async(give)()
    feed = Page("avisos", feed=had)
    await greeted(hub, feed)
    greeting = await feed.hears(1)
    assert [line[0] for line in greeting["lines"]] == [changed.pk, new.pk]
    assert old.pk not in [line[0] for line in greeting["lines"]]
    assert (greeting["n"], greeting["news"], greeting["more"]) == (2, [], False)


async def test_a_feed_that_missed_too_much_is_told_that_there_is_more(
    hub: Hub, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_feed, "MOST_LINES", 2)
    had = await newest()
    rows = [await sync_to_async(give)() for _ in range(3)]
    feed = Page("avisos", feed=had)
    await greeted(hub, feed)
    greeting = await feed.hears(1)
    assert [line[0] for line in greeting["lines"]] == [row.pk for row in rows[1:]]
    assert greeting["more"]


async def test_a_drawer_hears_lines_from_when_it_is_opened_until_it_is_closed(
    hub: Hub, give: Give
) -> None:
    page = Page()
    await greeted(hub, page)
    had = await newest()
    first = await sync_to_async(give)()
    await hub.topics.watch(page, "notices", had)
    opened = page.told()[-1]
    assert [line[0] for line in opened["lines"]] == [first.pk]
    assert "/silenciar/" not in opened["lines"][0][2], "the drawer's lines are short"
    await hub.topics.watch(page, "notices", None)
    await sync_to_async(give)()
    await hub.topics.look()
    assert page.told()[-1]["lines"] == []


async def test_what_just_happened_is_told_once_a_minute_for_each_cause(
    hub: Hub, give: Give, boss: Any
) -> None:
    page = Page()
    await greeted(hub, page)
    one = await sync_to_async(give)(cause="test:storm")
    await hub.topics.look()
    for _ in range(3):
        await sync_to_async(give)(cause="test:storm")
        await hub.topics.look()
    await sync_to_async(give)(cause="test:news", severity=Severity.INFO)
    await acknowledge(one.pk, boss)
    await hub.topics.look()
    other = await sync_to_async(give)(severity=Severity.WARNING)
    await hub.topics.look()
    news = [each for frame in page.told() for each in frame["news"]]
    assert [(number, level) for number, level, _ in news] == [(one.pk, "bad"), (other.pk, "warn")]
    assert "The disk is full." in news[0][2]


async def test_what_changes_during_the_catch_up_follows_it(hub: Hub, give: Give) -> None:
    early = Page("avisos", feed=await newest())
    early.ready = False
    await greeted(hub, early)
    one = await sync_to_async(give)()
    await hub.topics.look()
    assert [frame["n"] for frame in early.told()] == [0]
    early.caught_up('{"t":"live"}')
    assert [line[0] for line in (await early.hears(2))["lines"]] == [one.pk]


async def test_what_changes_between_joining_and_the_greeting_costs_a_feed_no_line(
    hub: Hub, give: Give
) -> None:
    had, missed = await newest(), await sync_to_async(give)()
    feed = Page("avisos", feed=had)
    await greeted(hub, Page())
    await hub.join(feed)
    late = await sync_to_async(give)()
    await hub.topics.look()
    await hub.topics.greet(feed)
    assert lines_of(feed) == [missed.pk, late.pk]


async def test_a_drawer_that_opens_while_the_others_are_told_gets_every_line_that_it_lacks(
    hub: Hub, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end, says = threading.Event(), threading.Event(), notice_feed.says

    def slowly(*given: Any) -> Any:
        begun.set()
        assert may_end.wait(10)
        return says(*given)

    page = Page()
    await greeted(hub, page)
    had, missed = await newest(), await sync_to_async(give)()
    await hub.topics.look()
    monkeypatch.setattr(notice_feed, "says", slowly)
    late = await sync_to_async(give)()
    await eventually(begun.is_set)
    opening = asyncio.create_task(hub.topics.watch(page, "notices", had))
    await asyncio.sleep(0)
    may_end.set()
    await opening
    assert lines_of(page) == [missed.pk, late.pk]


async def test_an_open_feed_is_told_that_more_changed_than_it_is_given(
    no_rounds: None, hub: Hub, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_feed, "MOST_LINES", 2)
    monkeypatch.setattr(teller, "say", lambda *_: None)
    page, feed = Page(), Page("avisos", feed=await newest())
    await greeted(hub, page, feed)
    for _ in range(3):
        await sync_to_async(give)()
    await hub.topics.look()
    assert [(await one.hears(2))["more"] for one in (page, feed)] == [False, True]


async def test_what_changed_of_a_notice_that_is_not_remembered_any_more_is_no_news(
    no_rounds: None, hub: Hub, give: Give, boss: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_feed, "REMEMBERED", 1)
    monkeypatch.setattr(teller, "say", lambda *_: None)
    page = Page()
    await greeted(hub, page)
    old = await sync_to_async(give)()
    await hub.topics.look()
    other = await sync_to_async(give)()
    await hub.topics.look()
    await acknowledge(old.pk, boss)
    await sync_to_async(notices.release)(old.pk, boss)
    await hub.topics.look()
    assert [frame["n"] for frame in page.told()] == [0, 1, 2, 2]
    news = [each[0] for frame in page.told() for each in frame["news"]]
    assert news == [old.pk, other.pk]


async def test_a_thousand_at_once_cost_a_few_frames(hub: Hub, give: Give) -> None:
    page = Page()
    await greeted(hub, page)
    begin = timezone.now()

    def storm() -> None:
        for _ in range(200):
            give(cause="test:storm")

    await sync_to_async(storm)()
    await hub.topics.look()
    took = (timezone.now() - begin).total_seconds()
    assert len(page.told()) <= 3 + took / notice_feed.PAUSE_SECONDS
    assert page.told()[-1]["n"] == 1
