"""The two ways to follow: one that blocks and one for an event loop. Both only move bytes; what is
news is said by the story."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator

from websockets.asyncio.client import connect as connect_async
from websockets.sync.client import connect

from avance_client.errors import PASSING, NotAvance
from avance_client.events import Event
from avance_client.pauses import SILENT_BEATS, Pauses
from avance_client.socket import BROKEN, OPEN_SECONDS, options, pause_after
from avance_client.story import Again, Story


def following(address: str, token: str, story: Story, pauses: Pauses) -> Iterator[Event]:
    """Every event of the story, over as many connections as it takes."""
    while not story.over:
        try:
            with connect(address, **options(token)) as socket:
                socket.send(story.opening())
                while not story.over:
                    yield from news(story, socket.recv(silence(story)), pauses)
        except (*BROKEN, *PASSING, Again) as problem:
            time.sleep(pause_after(problem, pauses, story))


async def following_async(
    address: str, token: str, story: Story, pauses: Pauses
) -> AsyncGenerator[Event, None]:
    """The same in an event loop."""
    while not story.over:
        try:
            async with connect_async(address, **options(token)) as socket:
                await socket.send(story.opening())
                while not story.over:
                    text = await asyncio.wait_for(socket.recv(), silence(story))
                    for event in news(story, text, pauses):
                        yield event
        except (*BROKEN, *PASSING, Again) as problem:
            await asyncio.sleep(pause_after(problem, pauses, story))


def silence(story: Story) -> float:
    """After how many seconds without a word the connection is dead."""
    return story.beat_seconds * SILENT_BEATS or OPEN_SECONDS


def news(story: Story, text: str | bytes, pauses: Pauses) -> Iterator[Event]:
    """The news in one message; any proves that the connection is of use, as a beat does."""
    heard = story.take(text)
    while event := _next(heard):
        pauses.good()
        yield event
    if story.beaten:
        pauses.good()


def _next(heard: Iterator[Event]) -> Event | None:
    try:
        return next(heard, None)
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        raise NotAvance(f"What the server says can't be read here: {problem!r}") from problem
