"""What is lost heals, whatever else goes wrong beside it."""

import asyncio
import logging
import uuid
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from dashboard import topics
from dashboard.hub import Hub
from dashboard.reconciler import PAUSE_SECONDS
from dashboard.topic import Topic
from proyecto.progress import record
from proyecto.progress.broadcast import group_of
from proyecto.progress.events import TICK, Event, Position, encoder
from proyecto.progress.live import LiveStore
from proyecto.progress.models import TaskRun
from proyecto.progress.snapshot import Known
from tests.dashboard.runs import ask, begun, told
from tests.dashboard.test_subscriber import Socket
from tests.scripts.waiting import eventually
from tests.stack.people import People


class Stuck(Topic):
    """Never ends its look."""

    name = "stuck"
    looks: asyncio.Event

    async def look(self) -> None:
        self.looks.set()
        await asyncio.Event().wait()


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "KINDS", (Stuck,))
    Stuck.looks = asyncio.Event()


@pytest.fixture
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes dies between its commit and its telling."""
    monkeypatch.setattr(record.teller, "tell", lambda _: None)


async def shows_runs_of(hub: Hub, owner: Any) -> Socket:
    socket = Socket()
    socket.user_id, socket.groups = owner.pk, frozenset({group_of(owner.pk)})
    await hub.join(socket)
    socket.caught_up('{"t":"live"}')
    return socket


async def hears(socket: Socket, run: TaskRun) -> None:
    await eventually(lambda: str(run.pk) in socket.have)


async def test_a_topic_that_takes_for_ever_delays_no_healing(
    stuck: None, untold: None, hub: Hub, people: People
) -> None:
    owner = await sync_to_async(people.new)()
    socket = await shows_runs_of(hub, owner)
    async with asyncio.timeout(10):
        await Stuck.looks.wait()
    run = await sync_to_async(ask)(owner)
    await hears(socket, run)


async def test_a_run_whose_milestone_can_not_be_read_keeps_nothing_from_the_others(
    untold: None, hub: Hub, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    def ask_two() -> list[TaskRun]:
        runs = sorted((ask(owner) for _ in range(2)), key=lambda run: run.pk.hex)
        for run in runs:  # whichever is read first
            run.events.update(live={"state": "of another release"})
        return runs

    owner = await sync_to_async(people.new)()
    damaged = await sync_to_async(ask_two)()
    socket = await shows_runs_of(hub, owner)
    good = await sync_to_async(ask)(owner)
    caplog.set_level(logging.WARNING, "dashboard.reconciler")

    for _ in range(3):
        await hub._reconciler.milestones()

    await hears(socket, good)
    said = [each.message for each in caplog.records if "passed over" in each.message]
    assert len(said) == len(damaged), "each once"


async def test_an_entry_that_can_not_be_read_keeps_no_numbers_from_the_others(
    hub: Hub, people: People
) -> None:
    def begin() -> list[TaskRun]:
        return [told(begun(ask(people.new()))) for _ in range(2)]

    def tick(run: TaskRun, data: bytes) -> Position:
        at = LiveStore().tick(run.pk, 1, 2, data)
        assert isinstance(at, Position)
        return at

    damaged, good = await sync_to_async(begin)()
    for run in (damaged, good):
        hub.learn(str(run.pk), Known(Position(n=2), run.live()))
    event = Event(type=TICK, at=timezone.now(), live=good.live())
    await sync_to_async(tick)(damaged, b"{")
    at = await sync_to_async(tick)(good, encoder.encode(event))

    await hub._reconciler.numbers()

    assert hub.known[str(good.pk)].at == at


async def test_what_can_not_be_read_is_asked_for_again_but_not_at_once(
    untold: None, hub: Hub, people: People
) -> None:
    def ask_one() -> TaskRun:
        run = ask(people.new())
        run.events.update(live={})
        return run

    reconciler = hub._reconciler
    run = await sync_to_async(ask_one)()
    reconciler.look_at(str(run.pk))
    await reconciler.milestones()
    reconciler._nudge.clear()

    reconciler.look_at(str(run.pk))

    assert not reconciler._nudge.is_set()


async def test_a_gap_that_nothing_closes_keeps_nobody_busy(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[float] = []
    clock = asyncio.get_running_loop().time

    async def numbers() -> None:
        rounds.append(clock())
        hub._reconciler.look_at(str(uuid.uuid4()))

    monkeypatch.setattr(hub._reconciler, "numbers", numbers)
    hub._reconciler.look_at(str(uuid.uuid4()))
    await eventually(lambda: len(rounds) >= 6)

    assert rounds[5] - rounds[0] >= 5 * PAUSE_SECONDS
