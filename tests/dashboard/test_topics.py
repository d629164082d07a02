"""Topics: a message reaches the one it names, and nothing that goes wrong stops the hub."""

import asyncio
from typing import Any

import pytest

from dashboard import topics
from dashboard.hub import Hub
from dashboard.topic import Topic
from proyecto.progress.broadcast import STAFF
from proyecto.progress.teller import teller
from tests.scripts.waiting import eventually


class Heard(Topic):
    """Remembers what it was told, and stumbles over what is bad."""

    name = "heard"
    bodies: asyncio.Queue[dict[str, Any]]

    async def hear(self, body: dict[str, Any]) -> None:
        if body.get("bad"):
            raise ValueError(body)
        self.bodies.put_nowait(body)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only topic there is."""
    monkeypatch.setattr(topics, "KINDS", (Heard,))
    Heard.bodies = asyncio.Queue()


async def joined(hub: Hub) -> None:
    hub._groups[STAFF] = 1
    await eventually(lambda: STAFF in hub._joined)


async def test_what_is_told_reaches_the_topic_of_that_name(heard: None, hub: Hub) -> None:
    await joined(hub)

    teller().say("heard", {"n": 1}, frozenset({STAFF}))

    async with asyncio.timeout(10):
        assert await Heard.bodies.get() == {"n": 1}


async def test_neither_an_unknown_topic_nor_one_that_stumbles_ends_the_hub(
    heard: None, hub: Hub
) -> None:
    await joined(hub)

    for topic, body in (("of a newer worker", {}), ("heard", {"bad": True}), ("heard", {"n": 2})):
        teller().say(topic, body, frozenset({STAFF}))

    async with asyncio.timeout(10):
        assert await Heard.bodies.get() == {"n": 2}
    assert not hub._tasks[0].done()
