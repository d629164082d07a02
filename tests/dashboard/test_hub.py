"""The hub: hears each event once, hands milestones on in order, drops what comes late."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError
from django.utils import timezone

from dashboard.hub import Hub
from dashboard.run_filter import RunFilter
from proyecto.progress import record
from proyecto.progress.broadcast import event_of, group_of
from proyecto.progress.events import TICK, Event, Position
from proyecto.progress.models import TaskRun
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import Milestone
from tests.dashboard.runs import ask, begun, done, now
from tests.dashboard.test_subscriber import Socket
from tests.scripts.waiting import eventually
from tests.stack.people import People


@pytest.fixture
def run(people: People) -> TaskRun:
    return done(ask(people.new()))


@pytest.fixture
def events(run: TaskRun) -> list[Event]:
    return [event_of(row) for row in run.events.order_by("n")]


def at(seq: int, n: int, epoch: str = "e") -> Position:
    return Position(epoch, seq, n)


def waiting(hub: Hub) -> list[int]:
    """The milestones to be handed on, in order."""
    found = []
    while not hub.pages.milestones.empty():
        found.append(hub.pages.milestones.get_nowait()[1].n)
    return found


async def test_milestones_are_handed_on_once_and_in_order(hub: Hub, events: list[Event]) -> None:
    first, second, third = events
    assert hub.tell("a", at(1, 1), first)
    assert not hub.tell("a", at(3, 3), third), "the second is missing"
    assert hub.tell("a", at(2, 2), second)
    assert hub.tell("a", at(2, 2), second)
    assert hub.tell("a", at(3, 3), third)
    assert waiting(hub) == [1, 2, 3]


async def test_a_run_met_in_the_middle_is_not_told_from_there(
    hub: Hub, events: list[Event]
) -> None:
    assert not hub.tell("a", at(2, 2), events[1])
    assert waiting(hub) == []


def tick(event: Event) -> Event:
    return Event(type=TICK, at=event.at, live=event.live)


async def test_numbers_that_come_late_are_dropped(hub: Hub, events: list[Event]) -> None:
    hub.tell("a", at(1, 1), events[0])
    hub.tell("a", at(2, 2), events[1])
    hub.tell("a", at(5, 2), tick(events[1]))
    hub.tell("a", at(4, 2), tick(events[1]))
    assert hub.known["a"].at.seq == 5
    hub.tell("a", at(9, 1), tick(events[0]))
    assert hub.known["a"].at == at(5, 2)


async def test_numbers_of_a_new_epoch_count_whatever_their_place(
    hub: Hub, events: list[Event]
) -> None:
    hub.tell("a", at(1, 1), events[0])
    hub.tell("a", at(50, 1), tick(events[0]))
    hub.tell("a", at(2, 1, "another"), tick(events[0]))
    assert hub.known["a"].at == at(2, 1, "another")


async def test_numbers_of_a_run_that_nobody_told_of_ask_for_its_milestones(
    hub: Hub, events: list[Event]
) -> None:
    assert not hub.tell("a", at(7, 2), tick(events[1]))
    assert hub.known == {}


async def test_a_socket_hears_all_milestones_also_when_only_numbers_came_through(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await sync_to_async(people.new)()
    socket = joined(owner.pk)
    await hub.join(socket)
    with monkeypatch.context() as deaf:
        deaf.setattr(record.teller, "tell", lambda _: None)
        run = await sync_to_async(ask)(owner)
        held = await sync_to_async(begun)(run)
    if not hub.tell(str(run.pk), at(9, 2), Event(type=TICK, at=held.changed_at, live=held.live())):
        hub._reconciler.look_at(str(run.pk))
    await hears(socket, 2, run)
    _live, *told = [json.loads(text) for text in await socket.sent(3)]
    assert [frame["pos"][2] for frame in told if frame["t"] == "ms"] == [1, 2]


async def test_a_run_met_in_the_middle_of_a_long_life_is_not_told_again_from_its_start(
    hub: Hub, people: People
) -> None:
    owner = await sync_to_async(people.new)()
    run = await sync_to_async(ask)(owner)
    await sync_to_async(teller().drain)()
    await sync_to_async(run.events.update)(at=timezone.now() - timedelta(hours=1))
    socket = joined(owner.pk)
    await hub.join(socket)
    await sync_to_async(begun)(run)
    await hears(socket, 2, run)
    _live, *told = [json.loads(text) for text in await socket.sent(2)]
    assert [frame["pos"][2] for frame in told if frame["t"] == "ms"] == [2]


async def test_numbers_that_come_before_their_milestone_ask_for_it(
    hub: Hub, events: list[Event]
) -> None:
    hub.tell("a", at(1, 1), events[0])
    assert not hub.tell("a", at(3, 2), tick(events[1]))


def joined(owner: int | None) -> Socket:
    socket = Socket()
    socket.groups = frozenset({group_of(owner)})
    socket.caught_up('{"t":"live"}')
    return socket


def milestones(socket: Socket) -> list[dict[str, Any]]:
    """Those that wait to be sent; numbers may come between."""
    return [frame for frame in map(json.loads, socket.held()) if frame["t"] == "ms"]


async def hears(socket: Socket, n: int, run: Any) -> None:
    await eventually(lambda: socket.have.get(str(run.pk), 0) >= n)


async def test_a_socket_hears_what_happens_to_the_runs_of_its_owner(
    hub: Hub, people: People
) -> None:
    owner = await sync_to_async(people.new)()
    socket, other = joined(owner.pk), joined(owner.pk + 1)
    await hub.join(socket)
    await hub.join(other)
    run = await sync_to_async(ask)(owner)
    await sync_to_async(begun)(run)
    await hears(socket, 2, run)
    assert other.have == {}


async def test_the_same_milestone_is_the_owners_own_and_somebody_elses_to_the_team(
    hub: Hub, people: People
) -> None:
    owner = await sync_to_async(people.new)()
    socket, team = joined(owner.pk), joined(owner.pk)
    socket.user_id, team.user_id = owner.pk, owner.pk + 1
    for one in (socket, team):
        await hub.join(one)
    run = await sync_to_async(ask)(owner)
    for one, mine in ((socket, True), (team, False)):
        await hears(one, 1, run)
        told = [json.loads(text) for text in await one.sent(2)]
        assert [frame["mine"] for frame in told if frame["t"] == "ms"] == [mine]


async def test_every_page_of_its_owner_hears_that_a_run_ended_and_no_page_of_others(
    hub: Hub, people: People
) -> None:
    owner = await sync_to_async(people.new)()
    listing, elsewhere, picky, team = (joined(owner.pk) for _ in range(4))
    elsewhere.look = replace(elsewhere.look, view="cuenta")
    team.look = replace(team.look, view="equipo")
    picky.asked = RunFilter(estado="failed")
    for socket in (listing, elsewhere, picky, team):
        socket.user_id = owner.pk + (socket is team)
        await hub.join(socket)
    run = await sync_to_async(ask)(owner)
    await sync_to_async(done)(run)
    await hears(listing, 3, run)
    for socket in (elsewhere, picky):
        (told,) = await eventually(partial(milestones, socket))
        assert (told["t"], told["type"], told["html"]) == ("ms", Milestone.SUCCEEDED, "")
        assert (told["run"], told["mine"], told["replayed"]) == (str(run.pk), True, False)
    assert not milestones(team)


async def test_what_was_never_published_is_found_in_the_ledger(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await sync_to_async(people.new)()
    socket = joined(owner.pk)
    await hub.join(socket)
    # A process that died between its commit and its telling.
    with monkeypatch.context() as dead:
        dead.setattr(record.teller, "tell", lambda _: None)
        run = await sync_to_async(ask)(owner)
        await sync_to_async(begun)(run)
    await hears(socket, 2, run)


async def test_a_database_that_is_away_while_a_milestone_is_shown_costs_no_milestone(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await sync_to_async(people.new)()
    socket = joined(owner.pk)
    await hub.join(socket)
    rendered = hub.pages.fragments.html
    failures = iter([OperationalError("database is locked")])

    def html(*given: Any) -> str:
        for failure in failures:
            raise failure
        return rendered(*given)

    monkeypatch.setattr(hub.pages.fragments, "html", html)
    run = await sync_to_async(ask)(owner)
    await sync_to_async(begun)(run)
    await hears(socket, 2, run)
    _live, *told = [json.loads(text) for text in await socket.sent(3)]
    assert [frame["pos"][2] for frame in told if frame["t"] == "ms"] == [1, 2]


async def test_who_left_hears_nothing_and_its_group_is_left(hub: Hub, people: People) -> None:
    owner = await sync_to_async(people.new)()
    socket, stays = joined(owner.pk), joined(owner.pk)
    await hub.join(socket)
    await hub.join(stays)
    await hub.leave(socket)
    await hub.leave(socket)
    run = await sync_to_async(ask)(owner)
    await hears(stays, 1, run)
    assert socket.have == {}
    await hub.leave(stays)
    assert hub.groups() == set()
    assert (await sync_to_async(now)(run)).milestone == 1


async def test_the_team_is_told_its_numbers_from_one_counting(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Any] = []

    def counts(user: Any) -> dict[str, int]:
        counted.append(user)
        return {"running": 7}

    monkeypatch.setattr("dashboard.counts._where_they_stand", counts)
    team = [joined(None) for _ in range(3)]
    for socket in team:
        socket.user_id = (await sync_to_async(people.new)(is_staff=True)).pk
        await hub.join(socket)
    hub.pages.moved.add(None)
    await eventually(lambda: all(socket.counted for socket in team))
    assert {socket.counted for socket in team} == {'{"t":"counts","c":{"running":7,"mine":0}}'}
    assert len(counted) == 1


async def test_everybody_is_told_once_that_the_broker_is_away(hub: Hub) -> None:
    socket = joined(None)
    await hub.join(socket)
    hub.broker(up=False)
    hub.broker(up=False)
    hub.broker(up=True)
    assert await socket.sent(3) == [
        '{"t":"live"}',
        '{"t":"broker","ok":false}',
        '{"t":"broker","ok":true}',
    ]
