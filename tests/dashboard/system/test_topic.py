"""The page Sistema stays live: only for those who watch, and only what changed."""

import asyncio
import json
import re
import time
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from dashboard.fragments import Look
from dashboard.hub import Hub
from dashboard.system.canary import heard
from proyecto.progress import canary, live, queues
from proyecto.progress.broadcast import EVERYBODY
from proyecto.progress.clock import RedisClock
from tests.dashboard.system.conftest import Say
from tests.dashboard.test_subscriber import Socket
from tests.scripts.waiting import eventually


def watching(boss: Any, view: str = "sistema", *, staff: bool = True) -> Socket:
    socket = Socket(view)
    socket.user_id = boss.pk
    socket.look = Look(view, "en", "America/Mexico_City", staff)
    return socket


def parts_of(frame: str) -> set[str]:
    told = json.loads(frame)
    assert told["t"] == "aside"
    return set(re.findall(r'<section id="sis-(\w+)"', told["html"]))


async def test_who_opens_the_page_gets_all_of_it_and_then_what_changed(
    hub: Hub,
    boss: Any,
    say: Say,
    well: None,
) -> None:
    socket = watching(boss)
    topic = hub.topics._all["system"]
    hub.topics._all = {"system": topic}  # the others have their own to tell
    await hub.join(socket)
    await hub.topics.greet(socket)
    socket.caught_up('{"t":"live"}')
    first, _live = await socket.sent(2)
    assert parts_of(first) == {"verdict", "queues", "workers", "beat", "services", "actions"}
    await sync_to_async(queues.pause)("video", boss)
    seen: set[str] = set()
    async with asyncio.timeout(10):
        while not {"verdict", "queues", "actions"} <= seen:
            before = len(socket.got)
            for frame in (await socket.sent(before + 1))[before:]:
                seen |= parts_of(frame)
    assert "beat" not in seen, "it did not change"
    assert "paused the queue video" in "".join(socket.got)


async def test_buttons_are_for_who_may_and_nothing_for_who_is_not_of_the_team(
    hub: Hub,
    boss: Any,
    people: Any,
    well: None,
) -> None:
    member = watching(await sync_to_async(people.new)(is_staff=True))
    manager, stranger = watching(boss), watching(boss, staff=False)
    topic = hub.topics._all["system"]
    for socket in (member, manager, stranger):
        await hub.join(socket)
        await topic.greet(socket)
    assert "pausar" in (await manager.sent(1))[0]
    assert "pausar" not in (await member.sent(1))[0]
    assert stranger.held() == []


async def test_a_sign_of_life_comes_to_every_page_with_how_long_it_took(
    hub: Hub,
    boss: Any,
) -> None:
    socket = watching(boss, "tareas", staff=False)
    socket.caught_up('{"t":"live"}')
    await hub.join(socket)
    await eventually(lambda: EVERYBODY in hub._joined)
    await hub.topics._all["canary"].look()
    client = live.shared()
    await sync_to_async(client.delete)(canary.TURN)
    clock = await sync_to_async(synced)()
    assert await sync_to_async(canary.sing)(client, "w1@box", clock)
    assert not await sync_to_async(canary.sing)(client, "w2@box", clock), "one a turn"
    _live, frame = await socket.sent(2)
    told = json.loads(frame)
    assert told["t"] == "canary"
    assert 0 <= told["lag"] < 5000
    assert (heard.by, heard.silent) == ("w1@box", False)
    await sync_to_async(client.delete)(canary.TURN)


def synced() -> RedisClock:
    clock, before = RedisClock(), time.monotonic()
    told: Any = live.shared().time()
    seconds, micros = told
    clock.learn(before, seconds * 1000 + micros / 1000, time.monotonic())
    return clock


@pytest.mark.parametrize(("trip", "taken"), [(0.2, False), (0.05, True)])
def test_the_quickest_round_trip_tells_the_time_best(trip: float, taken: bool) -> None:
    clock = RedisClock()
    clock.learn(10.0, 5_000.0, 10.1)
    before = clock._offset
    clock.learn(11.0, 9_000.0, 11.0 + trip)
    assert (clock._offset != before) == taken


def test_a_clock_that_was_not_set_tells_nothing() -> None:
    assert RedisClock().now() is None
