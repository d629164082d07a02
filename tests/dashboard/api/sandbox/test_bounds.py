"""Anybody may come into the sandbox, so what they can take up is bounded, and given back."""

import asyncio
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator

from bench.hostile import Hostile
from dashboard import metrics
from dashboard.api.errors import ApiError, Code
from dashboard.api.frames import SUBPROTOCOL
from dashboard.api.sandbox import consumer, desk, plays
from dashboard.api.sandbox.consumer import SandboxConsumer
from dashboard.api.sandbox.desk import MOST_OF_ONE, MOST_STARTED, Desk, Started
from dashboard.api.sandbox.playing import now_ms
from tests.dashboard.api.sandbox.conftest import Sandbox, alone, reached
from tests.dashboard.api.sandbox.player import nothing_is_missing_or_doubled, play
from tests.dashboard.server.process import ServerProcess
from tests.scripts.waiting import eventually, until
from tests.stack.program import Program

FRAMES = 1000
SEED = 20261130

Alone = Callable[..., ServerProcess]


@pytest.fixture
def only(tmp_path: Path) -> Iterator[Alone]:
    """A server of its own for a test, with other settings."""
    servers: list[ServerProcess] = []

    def start(**environment: str) -> ServerProcess:
        servers.append(alone(tmp_path, **environment))
        return servers[-1]

    yield start
    for server in servers:
        server.end()


def at(server: ServerProcess) -> Program:
    return Program(f"http://127.0.0.1:{server.port}", path="/ws/sandbox/")


def turned_away(server: ServerProcess) -> int:
    program = at(server)
    program.connect()
    return program.closed()


def test_it_can_be_switched_off(only: Alone) -> None:
    assert turned_away(only(SANDBOX_SOCKETS="0")) == 4403


def test_there_is_room_for_so_many_and_each_place_is_given_back(only: Alone) -> None:
    server = only(SANDBOX_SOCKETS="2")
    first, second = at(server).open(), at(server).open()
    assert turned_away(server) == 4429

    first.close()
    third = at(server)
    until(lambda: reached(third))

    server.terminate()
    for program in (second, third):
        assert program.closed() == 1012
        assert [frame["after_ms"] > 0 for frame in program.told("bye")] == [True]


def test_one_address_gets_so_many(only: Alone) -> None:
    server = only(SHARED_SOCKETS_PER_ADDRESS="1")
    with at(server):
        assert turned_away(server) == 4429


def test_another_process_goes_on_with_what_one_began(only: Alone) -> None:
    one, other = only(), only()
    program = at(one)
    until(lambda: reached(program))
    run = play(program, "cancel", speed=10)
    program.hears(run, "run.phase")
    one.end()
    program.closed()

    program.address = at(other).address
    program.come_back(run=run)
    assert program.snapshots(run)[-1]["recovered"] is True
    assert program.does("cancel", run=run)["outcome"] == "stopping"
    assert program.hears_end(run) == "run.cancelled"
    nothing_is_missing_or_doubled(program, run)


def test_who_speaks_another_protocol_is_told_so(sandbox: Sandbox) -> None:
    program = sandbox()
    program.close()
    program.connect(subprotocols=["mqtt"])
    assert program.closed() == 4400


def test_a_message_that_is_too_long_ends_the_connection(sandbox: Sandbox) -> None:
    program = sandbox()
    program.send("x" * 70_000)
    assert program.closed() == 1009


def test_who_asks_too_fast_is_told_when_to_go_on(only: Alone) -> None:
    program = at(only(API_MESSAGES_PER_MINUTE="60"))
    until(lambda: reached(program))
    refused = [one for _ in range(90) if (one := program.ask("ping"))["type"] == "error"]

    assert {error["code"] for error in refused} == {"too_many"}
    assert all(error["retry_after"] > 0 for error in refused)
    program.close()


def test_hostile_frames_find_no_fault_of_ours(only: Alone) -> None:
    quiet = [str(run) for run, name in plays.FIXED.items() if name in {"success", "cancel", "gap"}]
    program = at(only(API_MESSAGES_PER_MINUTE="6000000"))
    until(lambda: reached(program))
    for number, frame in enumerate(Hostile(SEED, quiet).frames(FRAMES)):
        program.send(frame)
        if number % 20 == 19:
            assert program.ask("ping")["type"] == "ok"

    assert program.code is None
    codes = {error["code"] for error in program.told("error")}
    assert {"bad_request", "not_found", "forbidden"} <= codes
    assert Code.UNAVAILABLE not in codes
    program.close()


def test_a_socket_follows_only_so_much(sandbox: Sandbox) -> None:
    program = sandbox()
    runs = [str(run) for run in plays.FIXED]
    program.follow(runs=runs)
    more = [
        program.does("start", task="slow", key=str(uuid.uuid4()))["run"]
        for _ in range(consumer.MOST_PLAYS - len(runs) + 1)
    ]
    assert program.ask("subscribe", runs=more)["code"] == "too_large"
    program.follow(runs=more[1:])
    for _ in range(consumer.MOST_SUBSCRIPTIONS - 2):
        program.follow(run=runs[0])
    assert program.ask("subscribe", run=runs[0])["code"] == "too_many"


async def inside(**headers: str) -> WebsocketCommunicator:
    """A socket without a network."""
    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    socket = WebsocketCommunicator(
        SandboxConsumer.as_asgi(), "/ws/sandbox/", headers=given, subprotocols=[SUBPROTOCOL]
    )
    assert await socket.connect() == (True, SUBPROTOCOL)
    return socket


async def test_a_socket_does_not_live_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "LIFE_SECONDS", 0.05)
    socket = await inside(origin="https://elsewhere.example")

    told = [json.loads((await socket.receive_output())["text"])["type"] for _ in range(2)]
    assert told == ["welcome", "bye"]
    assert (await socket.receive_output())["code"] == 1012
    await socket.wait()
    assert consumer.sockets == set()


async def test_whoever_leaves_leaves_nothing_behind() -> None:
    before = asyncio.all_tasks()
    opened, closed = Counter(metrics.opened), Counter(metrics.closes)
    socket = await inside()
    await socket.send_to(
        json.dumps({"op": "subscribe", "id": "1", "runs": [str(run) for run in plays.FIXED]})
    )
    while json.loads(await socket.receive_from())["type"] != "live":
        pass
    await socket.disconnect()

    await eventually(lambda: asyncio.all_tasks() == before)
    assert consumer.sockets == set()
    assert not consumer.door.inside
    # What is only played is no trouble of a program's.
    assert metrics.opened - opened == {"sandbox": 1}
    assert metrics.closes - closed == {("sandbox", "1000"): 1}
    assert consumer.places.take(consumer.NAME, 1)
    consumer.places.give_back(consumer.NAME)


NOW = 1_796_000_000_000


def started(address: str, key: str, now: int = NOW) -> Started:
    return Started(address, key, "success", plays.begin("success", now))


def test_of_what_was_begun_only_so_much_is_remembered() -> None:
    memory = Desk()
    for number in range(3 * MOST_OF_ONE):
        memory.start(started("one", str(number), NOW + 1000 * number))
    assert len(memory.plays_of("one")) == MOST_OF_ONE
    for number in range(2 * MOST_STARTED):
        memory.start(started(f"address {number}", "1"))
    assert memory.plays_of("one") == []
    everybody = [memory.plays_of(f"address {number}") for number in range(2 * MOST_STARTED)]
    assert sum(map(len, everybody)) == MOST_STARTED


def test_one_address_has_only_so_many_under_way() -> None:
    memory = Desk()
    for number in range(MOST_OF_ONE):
        memory.start(started("one", str(number)))
    with pytest.raises(ApiError) as refused:
        memory.start(started("one", "more"))
    assert refused.value.code == Code.TOO_MANY
    assert memory.start(started("one", "7"))[1] is True
    assert memory.start(started("other", "more"))[1] is False


async def test_a_socket_that_is_told_of_all_that_is_begun_holds_only_so_much() -> None:
    socket = await inside()
    await socket.send_to(json.dumps({"op": "subscribe", "id": "1", "to": "mine"}))
    while json.loads(await socket.receive_from())["type"] != "live":
        pass
    (held,) = consumer.sockets
    for _ in range(3 * consumer.MOST_PLAYS):
        held.begins(plays.begin("success", now_ms() - 60_000))
    assert len(held._plays) <= consumer.MOST_PLAYS
    for _ in range(3 * consumer.MOST_PLAYS):
        held.begins(plays.begin("slow", now_ms()))
    assert len(held._plays) == 2 * consumer.MOST_PLAYS
    while (said := await socket.receive_output())["type"] != "websocket.close":
        pass
    assert said["code"] == 4429
    await socket.wait()
    assert consumer.sockets == set()


def test_of_what_was_cancelled_only_so_much_is_remembered() -> None:
    memory = Desk()
    cut: list[Any] = [started("x", "1").play.cancel(1_796_000_002_000)[0] for _ in range(1500)]
    for one in cut:
        memory.cut(one)
    plain = [plays.Play(one.run, one.script, one.began) for one in cut]
    assert sum(memory.as_it_is(one).cut_short is not None for one in plain) == desk.MOST_CUT
