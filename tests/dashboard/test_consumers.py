"""The page's socket: whatever is said to it, and whatever fails, it leaves nothing behind."""

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from dashboard import consumers
from dashboard.hub import Hub
from dashboard.rights import FORBIDDEN
from dashboard.topic import Topic
from tests.scripts.waiting import eventually
from tests.stack.people import People

HELLO = {"t": "hello", "v": 1, "view": "tareas", "lang": "en", "at": 0, "have": {}}


@pytest.fixture(autouse=True)
def of_this_process(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The consumer's hub is the test's."""
    monkeypatch.setattr(consumers, "hub", lambda: hub)


class Page(WebsocketCommunicator):
    """The far end of a socket."""

    def __init__(self, user: Any, session: Any, origin: str = "http://here") -> None:
        headers = [(b"host", b"here"), (b"origin", origin.encode())]
        super().__init__(consumers.PageConsumer.as_asgi(), "/ws/ui/", headers)
        self.scope |= {"user": user, "session": session, "client": ["127.0.0.1", 1]}

    async def says(self, **frame: Any) -> None:
        await self.send_to(text_data=json.dumps(frame))

    async def hears(self, kind: str) -> dict[str, Any]:
        """The next frame of this kind."""
        while (frame := json.loads(await self.receive_from(10)))["t"] != kind:
            pass
        return dict(frame)


async def opened(people: People, *, origin: str = "http://here", **fields: Any) -> Page:
    """Of somebody who has signed in."""

    def sign_in() -> tuple[Any, Any]:
        person, browser = people.new(**fields), Client()
        browser.force_login(person)
        return person, browser.session

    page = Page(*await sync_to_async(sign_in)(), origin)
    await page.connect()
    return page


async def test_a_socket_whose_catch_up_fails_is_not_kept(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        assert len(hub.sockets) == 1
        raise ZeroDivisionError

    monkeypatch.setattr(consumers, "catch_up", fails)
    page = await opened(people)
    await page.says(**HELLO)
    with pytest.raises(ZeroDivisionError):
        await page.wait()
    assert (hub.sockets, hub.groups()) == (set(), set())


async def test_a_socket_that_can_be_told_nothing_is_closed_and_not_left_open(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await opened(people)
    await page.says(**HELLO)
    await page.hears("live")
    (socket,) = hub.sockets

    async def fails(_text: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(socket.outbox, "_send", fails)
    socket.put('{"t":"beat"}')
    while (told := await page.receive_output())["type"] != "websocket.close":
        pass
    assert told["code"] == 1011
    await eventually(lambda: hub.sockets == set())


class Stumbles(Topic):
    """Can't greet the first who comes."""

    async def greet(self, socket: Any) -> None:
        raise ValueError


async def test_a_topic_that_can_not_greet_keeps_nothing_else_from_a_page(
    hub: Hub, people: People
) -> None:
    hub.topics._all = {"stumbles": Stumbles(hub), **hub.topics._all}
    page = await opened(people, is_staff=True)
    await page.says(**HELLO)
    assert (await page.hears("notices"))["lines"] == []
    await page.hears("live")
    await page.disconnect()


async def test_who_could_not_be_greeted_with_notices_is_at_the_next_look(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: Any) -> None:
        raise ValueError

    with monkeypatch.context() as away:
        away.setattr("dashboard.notice_feed.read", fails)
        page = await opened(people, is_staff=True)
        await page.says(**HELLO)
        await page.hears("live")
    await page.hears("notices")
    await page.disconnect()


async def test_a_log_is_not_shown_where_nobody_could_ask_whose_it_is(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Any) -> None:
        raise ValueError

    monkeypatch.setattr("dashboard.log_topic._may_show", fails)
    page = await opened(people)
    run = "0b0e6c5e-0000-4000-8000-000000000000"
    await page.says(**HELLO | {"view": "tarea", "run": run, "log": [0, 0]})
    await page.hears("live")
    assert [socket.log for socket in hub.sockets] == [None]
    await page.disconnect()


async def test_halves_of_characters_are_nonsense_or_left_out(hub: Hub, people: People) -> None:
    page = await opened(people)
    await page.says(**HELLO | {"view": "compartida", "enlace": "\ud800"})
    await page.hears("error")
    await page.says(**HELLO | {"filter": "q=\ud800"})
    await page.hears("live")
    await page.disconnect()
    assert hub.sockets == set()


async def test_who_was_refused_is_not_served_afterwards(hub: Hub, people: People) -> None:
    page = await opened(people, origin="http://elsewhere")
    assert (await page.receive_output(10)) == {"type": "websocket.close", "code": FORBIDDEN}
    await page.says(**HELLO)
    await page.disconnect()
    assert page.output_queue.empty()


async def test_a_guest_who_was_refused_is_not_served_afterwards(hub: Hub) -> None:
    page = Page(AnonymousUser(), SessionStore())
    await page.connect()
    await page.says(**HELLO)
    assert (await page.receive_output(10))["code"] == 4401
    await page.says(t="ping")
    await page.disconnect()
    assert page.output_queue.empty()
    assert not consumers.guests.door.inside
