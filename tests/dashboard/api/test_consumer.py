"""The socket of programs: it leaves nothing behind, however it ends, and tells what was asked."""

import asyncio
import json
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser

from dashboard import rights
from dashboard.api import consumer
from dashboard.api.workers_feed import WorkersFeed
from dashboard.hub import Hub
from proyecto.dominio.compartir import share
from proyecto.progress import record
from proyecto.progress.tokens import Scope, make_token
from tests.dashboard.runs import ask, begun, told
from tests.scripts.waiting import eventually
from tests.stack.people import People


@pytest.fixture(autouse=True)
def of_this_process(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The consumer's hub is the test's."""
    monkeypatch.setattr(consumer, "hub", lambda: hub)


class Program(WebsocketCommunicator):
    """The far end of a socket."""

    def __init__(self, token: str) -> None:
        headers = [(b"authorization", f"Bearer {token}".encode())]
        super().__init__(consumer.ApiConsumer.as_asgi(), "/ws/v1/", headers)
        self.scope |= {"user": AnonymousUser(), "client": ["127.0.0.1", 1]}

    async def asks(self, op: str, **fields: Any) -> None:
        await self.send_to(text_data=json.dumps({"op": op, "id": "1", **fields}))

    async def hears_until(self, *kinds: str) -> list[dict[str, Any]]:
        """All that comes up to the first frame of one of these kinds."""
        frames = [json.loads(await self.receive_from(10))]
        while frames[-1]["type"] not in kinds:
            frames.append(json.loads(await self.receive_from(10)))
        return frames


async def opened(token: str) -> Program:
    program = Program(token)
    await program.connect()
    await program.hears_until("welcome")
    return program


async def of(person: Any, *scopes: Scope) -> str:
    return (await sync_to_async(make_token)(person, "prueba", scopes or list(Scope)))[1]


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Set once a catch-up has begun; none ends before the test."""
    begun, over = threading.Event(), threading.Event()

    def waits(*_: Any) -> None:
        begun.set()
        over.wait(10)

    monkeypatch.setattr(consumer, "catch_up", waits)
    yield begun
    over.set()


async def test_a_socket_that_the_server_gives_up_leaves_nothing_behind(
    hub: Hub, people: People, stuck: threading.Event
) -> None:
    """Daphne cancels the application when its client has been gone for five seconds and it still
    works; nobody says disconnect to it then."""
    token = await of(await sync_to_async(people.new)())
    before = dict(consumer.places._taken)
    program = await opened(token)
    await eventually(hub.groups)
    await program.asks("subscribe", to="mine")
    await eventually(stuck.is_set)
    program.stop()
    await eventually(program.future.done)
    assert (hub.followers.members, hub.groups()) == (set(), set())
    assert dict(consumer.places._taken) == before


async def test_what_a_program_asks_for_holds_up_neither_pages_nor_the_hub(
    hub: Hub, people: People, stuck: threading.Event
) -> None:
    program = await opened(await of(await sync_to_async(people.new)()))
    await program.asks("subscribe", to="mine")
    await eventually(stuck.is_set)
    async with asyncio.timeout(5):
        assert await rights.lost_by_programs(hub.followers.members) == []
    program.stop()


async def test_who_watches_the_workers_is_told_of_no_runs(hub: Hub, people: People) -> None:
    person = await sync_to_async(people.new)(is_staff=True)
    await sync_to_async(lambda: told(ask(person)))()
    program = await opened(await of(person))
    since = {str(uuid.uuid4()): {"n": 1}}
    await program.asks("subscribe", to="workers", since=since)
    frames = await program.hears_until("live")
    assert {frame["type"] for frame in frames} <= {"ok", "workers", "live"}


async def test_what_a_program_has_of_other_runs_is_not_gone(hub: Hub, people: People) -> None:
    person = await sync_to_async(people.new)()
    one, another = [await sync_to_async(lambda: told(ask(person)))() for _ in range(2)]
    program = await opened(await of(person))
    await program.asks("subscribe", run=str(one.pk), since={str(another.pk): {"n": 1}})
    kinds = [frame["type"] for frame in await program.hears_until("live")]
    assert kinds == ["ok", "snapshot", "live"]


async def test_who_has_a_link_to_a_run_of_nobody_keeps_their_socket(
    hub: Hub, people: People
) -> None:
    team = await sync_to_async(people.new)(is_staff=True)
    run = await sync_to_async(lambda: told(ask(None)))()
    _link, token = await sync_to_async(share)(run, team, "hora")
    program = await opened(token)
    await eventually(lambda: hub.followers.members)
    assert await rights.lost_by_programs(hub.followers.members) == []
    await program.disconnect()


async def test_a_subscription_that_fails_is_none(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(WorkersFeed, "tell", fails)
    program = await opened(await of(await sync_to_async(people.new)(is_staff=True)))
    await program.asks("subscribe", to="workers")
    frames = await program.hears_until("error")
    assert frames[-1]["code"] == "unavailable"
    (follower,) = hub.followers.members
    assert follower.subs == {}


async def test_it_leaves_while_redis_hangs(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = await opened(await of(await sync_to_async(people.new)()))
    await eventually(lambda: hub._joined)

    async def hangs(*_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(hub._layer, "group_discard", hangs)
    await program.send_input({"type": "websocket.disconnect", "code": 1000})
    await eventually(program.future.done)
    assert hub.groups() == set()


async def test_a_run_that_one_reads_before_its_first_milestone_was_heard_is_told_others_from_there(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await sync_to_async(people.new)()
    token = await of(person)
    first, second = await opened(token), await opened(token)
    await first.asks("subscribe", to="mine")
    await first.hears_until("live")
    with monkeypatch.context() as late:
        late.setattr(record.teller, "tell", lambda _: None)
        run = await sync_to_async(lambda: begun(ask(person)))()
        await second.asks("subscribe", run=str(run.pk))
        await second.hears_until("live")
    told = [(await first.hears_until("event"))[-1]["at"]["n"] for _ in range(2)]
    assert told == [1, 2]


async def test_nobody_is_told_to_come_back_in_no_time(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = await opened(await of(await sync_to_async(people.new)()))
    monkeypatch.setattr(consumer.Bucket, "take", lambda _: 0.001)
    await program.asks("ping")
    assert (await program.hears_until("error"))[-1]["retry_after"] > 0
