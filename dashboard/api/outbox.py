"""What waits to be sent to one program: milestones in order, the newest numbers of each run."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import chain

from dashboard.outbox import Outbox

# The first number after a pause goes out at once; those that follow, so far apart.
GAP_SECONDS = 0.2


class ProgramOutbox(Outbox):
    """Like a page's, but each tick is a frame of its own."""

    def __init__(self, send: Callable[[str], Awaitable[None]], gap: float = GAP_SECONDS) -> None:
        super().__init__(send)
        self._gap = gap
        self._ticked = 0.0
        # Of each run by the subscriptions that they are for.
        self._numbers: dict[str, dict[str, str]] = {}

    def tick(self, run_id: str, subs: str, text: str) -> None:
        """Queue the newest numbers of a run for some subscriptions; older ones that still wait for
        the same are dropped. What waits for another stays: it may be newer than what a
        subscription that has just begun is given again."""
        waiting = self._numbers.setdefault(run_id, {})
        waiting.pop(subs, None)  # the newest goes last
        waiting[subs] = text
        self._ready.set()

    def milestone(self, run_id: str, text: str) -> None:
        """Queue a frame after which older numbers of that run mean nothing. Raises TooSlow over the
        bound."""
        self._numbers.pop(run_id, None)
        self.frame(text)

    async def pump(self) -> None:
        """Send until cancelled. `send` waits while the connection's own buffer is full."""
        while True:
            await self._something()
            self._ready.clear()
            while self._frames:
                await self._send(self._frames.popleft())
            if self._numbers and self._wait() <= 0:
                numbers, self._numbers = self._numbers, {}
                self._ticked = time.monotonic()
                for text in chain.from_iterable(each.values() for each in numbers.values()):
                    await self._send(text)

    def _wait(self) -> float:
        return self._ticked + self._gap - time.monotonic()

    async def _something(self) -> None:
        """A frame, or numbers whose time has come."""
        if not self._numbers:
            await self._ready.wait()
            return
        try:
            async with asyncio.timeout(max(0.0, self._wait())):
                await self._ready.wait()
        except TimeoutError:
            pass
