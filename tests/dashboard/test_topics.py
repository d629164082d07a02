"""Topics: a message reaches the one it names, and nothing that goes wrong stops the hub."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dashboard import topics
from dashboard.hub import Hub
from dashboard.topic import Topic
from proyecto.progress.broadcast import STAFF
from proyecto.progress.teller import teller

pytestmark = pytest.mark.usefixtures("redis_process")


class Heard(Topic):
    """Remembers what it was told, and stumbles over what is bad."""

    name = "heard"
    bodies: asyncio.Queue[dict[str, Any]]

    async def hear(self, body: dict[str, Any]) -> None:
        if body.get("bad"):
            raise ValueError(body)
        self.bodies.put_nowait(body)


@pytest.fixture
async def hub(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    monkeypatch.setattr(topics, "KINDS", (Heard,))
    Heard.bodies = asyncio.Queue()
    hub = Hub()
    hub._groups[STAFF] = 1
    yield hub
    pending = set(hub._tasks)
    while pending:  # a Redis client in the middle of connecting passes over the first one
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=0.2)
    await hub._layer.flush()
    await hub._reconciler.store.aclose()


async def joined(hub: Hub) -> None:
    async with asyncio.timeout(10):
        while STAFF not in hub._joined:
            await asyncio.sleep(0.01)


async def test_what_is_told_reaches_the_topic_of_that_name(hub: Hub) -> None:
    await joined(hub)

    teller().say("heard", {"n": 1}, frozenset({STAFF}))

    async with asyncio.timeout(10):
        assert await Heard.bodies.get() == {"n": 1}


async def test_neither_an_unknown_topic_nor_one_that_stumbles_ends_the_hub(hub: Hub) -> None:
    await joined(hub)

    for topic, body in (("of a newer worker", {}), ("heard", {"bad": True}), ("heard", {"n": 2})):
        teller().say(topic, body, frozenset({STAFF}))

    async with asyncio.timeout(10):
        assert await Heard.bodies.get() == {"n": 2}
    assert not hub._tasks[0].done()
