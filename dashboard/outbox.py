"""What waits to be sent on one socket: bounded, so that a slow reader hurts nobody."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

# The server's own fault: whoever is told so comes back.
BROKEN = 1011
# Frames that may not be merged. A page that is this far behind is better off starting over.
MOST_FRAMES = 256


class TooSlow(Exception):
    """The reader is too far behind: close, and let it resume."""


class Outbox:
    """Frames in order, ticks of one run replacing each other, one sender task."""

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self._send = send
        self._frames: deque[str] = deque()
        self._ticks: dict[str, str] = {}
        self._ready = asyncio.Event()

    def frame(self, text: str) -> None:
        """Queue a frame that must arrive. Raises TooSlow over the bound."""
        if len(self._frames) >= MOST_FRAMES:
            raise TooSlow
        self._frames.append(text)
        self._ready.set()

    def ticks(self, pieces: dict[str, str]) -> None:
        """Queue the newest numbers of some runs; older ones that still wait are dropped."""
        self._ticks.update(pieces)
        self._ready.set()

    async def pump(self) -> None:
        """Send until cancelled. `send` waits while the connection's own buffer is full."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            while self._frames:
                await self._send(self._frames.popleft())
            if self._ticks:
                pieces, self._ticks = self._ticks, {}
                await self._send(tick_frame(pieces))


async def pumped(outbox: Outbox, end: Callable[[int], None]) -> None:
    """Send what comes; where that fails, `end` the connection: one that stays open and is told
    nothing would look like a quiet one."""
    try:
        await outbox.pump()
    except Exception:
        log.exception("a socket can't be told anything")
        end(BROKEN)


def tick_frame(pieces: dict[str, str]) -> str:
    """One frame with the numbers of many runs."""
    return '{"t":"tick","j":[' + ",".join(pieces.values()) + "]}"
