"""The stream of one run: it ends with its run, costs others nothing, and leaves nothing behind."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.test import AsyncRequestFactory

from dashboard.access import groups_of
from dashboard.api import events
from dashboard.api import stream as stream_module
from dashboard.api.caller import in_person
from dashboard.api.errors import ApiError, Code
from dashboard.api.events import Stream
from dashboard.api.frames import Beat, Bye, Place
from dashboard.api.stream import EventStream, Lines
from dashboard.hub import Hub
from dashboard.outbox import MOST_FRAMES
from proyecto.progress.broadcast import event_of
from proyecto.progress.events import Position
from proyecto.progress.models import TaskRun
from proyecto.progress.tokens import Scope, make_token
from tests.dashboard.runs import ask, done, told
from tests.scripts.waiting import eventually
from tests.stack.people import People


@pytest.fixture(autouse=True)
def of_this_process(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "hub", lambda: hub)


@pytest.fixture
def person(people: People) -> Any:
    return people.new()


def stream_of(person: Any, run: TaskRun, have: Place | None = None) -> Stream:
    who = in_person(person)
    follower = EventStream(who, frozenset(groups_of(who)), ("token", 1), None, None)
    return Stream(follower, str(run.pk), have)


async def test_a_reader_that_is_full_at_the_end_of_its_run_costs_others_nothing(
    hub: Hub, person: Any
) -> None:
    run = await sync_to_async(lambda: done(ask(person)))()
    stream = stream_of(person, run)
    hub.followers.enter(stream.follower)
    hub.followers.begin(stream._sub)
    stream._sub.ready = True
    for _ in range(MOST_FRAMES):
        stream.follower.outbox.frame("x")
    last = await sync_to_async(lambda: event_of(run.events.get(n=3)))()
    hub.followers.event(str(run.pk), Position("e", 3, 3), last)
    stream.follower.put(Bye(300))
    assert stream._cut.is_set()


async def test_a_reader_that_goes_while_its_groups_are_joined_leaves_nothing_behind(
    hub: Hub, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await sync_to_async(lambda: told(ask(person)))()
    joining = asyncio.Event()

    async def hangs(_: Any) -> None:
        joining.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(hub, "_add", hangs)
    reading = asyncio.create_task(anext(stream_of(person, run).pieces()))
    await joining.wait()
    reading.cancel()
    await asyncio.wait([reading])
    assert (hub.followers.members, hub.groups()) == (set(), set())


async def test_a_reader_that_goes_leaves_no_task_behind(hub: Hub, person: Any) -> None:
    run = await sync_to_async(lambda: told(ask(person)))()
    before = asyncio.all_tasks()
    pieces = stream_of(person, run).pieces()
    while "event: live" not in await anext(pieces):
        pass
    reading = asyncio.create_task(anext(pieces))
    await eventually(lambda: len(asyncio.all_tasks() - before) > 3)
    reading.cancel()
    await asyncio.wait([reading])
    await eventually(lambda: not asyncio.all_tasks() - before)


async def test_who_has_more_than_there_is_of_a_run_that_is_over_is_told_the_truth(
    person: Any,
) -> None:
    run = await sync_to_async(lambda: told(done(ask(person))))()

    async def has_it_all(n: int) -> bool:
        stream = stream_of(person, run, Place(n=n))
        return stream.has_it_all(await sync_to_async(stream.read)())

    assert [await has_it_all(n) for n in (1, run.milestone, 99)] == [False, True, False]


async def test_a_stream_keeps_no_connection_to_the_database(
    person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
    run = await sync_to_async(lambda: told(ask(person)))()
    pieces = stream_of(person, run).pieces()
    while "event: live" not in await anext(pieces):
        pass
    assert await sync_to_async(lambda: connection.connection)() is None
    await pieces.aclose()


def asked_by(text: str) -> Any:
    return AsyncRequestFactory().get("/?follow=text", headers={"Authorization": f"Bearer {text}"})


async def test_its_lines_are_in_the_language_of_who_has_the_token(people: People) -> None:
    person = await sync_to_async(people.new)(idioma="en")
    run = await sync_to_async(lambda: told(ask(person)))()
    _token, text = await sync_to_async(make_token)(person, "x", [Scope.READ])
    stream = await events._stream(asked_by(text), run.pk)
    assert stream is not None
    assert isinstance(stream.follower, Lines)
    assert stream.follower._language == "en"


async def test_lines_of_a_run_that_is_quiet_say_now_and_then_that_it_still_is(
    person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 0.0
    monkeypatch.setattr(stream_module, "monotonic", lambda: seconds)
    run = await sync_to_async(lambda: told(ask(person)))()
    who = in_person(person)
    given = (who, frozenset(groups_of(who)), ("token", 1), None, None)
    lines = Lines(*given, language="en", zone=UTC)
    pieces = Stream(lines, str(run.pk), None).pieces()
    assert (await anext(pieces)).endswith("Queued\n")
    said = []
    for number in range(6):
        seconds = 15.0 * (number + 1)
        beat = Beat(datetime(2026, 5, 1, 12, 0, tzinfo=UTC) + timedelta(seconds=seconds))
        said.append(lines.text_of_frame(beat))
    assert said == ["", "", "12:00:45  Still: Queued\n", "", "", "12:01:30  Still: Queued\n"]
    await pieces.aclose()


async def test_who_comes_back_too_often_is_told_to_wait(person: Any, settings: Any) -> None:
    run = await sync_to_async(lambda: told(ask(person)))()
    _token, text = await sync_to_async(make_token)(person, "x", [Scope.READ])
    settings.API_REQUESTS_PER_MINUTE = 1
    assert await events._stream(asked_by(text), run.pk)
    with pytest.raises(ApiError) as refused:
        await events._stream(asked_by(text), run.pk)
    assert refused.value.code == Code.TOO_MANY
