"""The sign of life of a worker, on its way to the pages: how long it took so far."""

import time
from dataclasses import dataclass
from typing import Any

from dashboard.subscriber import frame_of
from dashboard.topic import Topic
from proyecto.progress.canary import EVERY_SECONDS, TOPIC
from proyecto.progress.clock import RedisClock

SYNC_SECONDS = 10.0
# Two of them missing in a row.
SILENT_SECONDS = 2.5 * EVERY_SECONDS


@dataclass(slots=True)
class Heard:
    """What this process knows of it, in seconds of `time.monotonic`: since when it listens, when it
    last heard it and how many milliseconds it was on its way, None where that can't be told."""

    since: float | None = None
    at: float | None = None
    lag: int | None = None
    by: str = ""

    @property
    def silent(self) -> bool:
        """Whether it should have been heard by now, and was not."""
        last = self.at if self.at is not None else self.since
        return last is not None and time.monotonic() - last > SILENT_SECONDS


# One web process, one ear.
heard = Heard()


class Canary(Topic):
    """Hands it on to every page, with how long it took from the worker to here."""

    name = TOPIC

    def __init__(self, hub: Any) -> None:
        super().__init__(hub)
        self._clock = RedisClock()
        self._synced = 0.0
        heard.since = heard.since or time.monotonic()

    async def hear(self, body: dict[str, Any]) -> None:
        """It came: measure it, and hand it on."""
        now = self._clock.now()
        heard.at, heard.by = time.monotonic(), str(body.get("by", ""))
        heard.lag = None if now is None else max(0, round(now - float(body["at"])))
        frame = frame_of("canary", lag=heard.lag)
        for socket in list(self.hub.sockets):
            socket.late(frame)

    async def look(self) -> None:
        """Know Redis' time."""
        before = time.monotonic()
        if self._clock.now() is not None and before - self._synced < SYNC_SECONDS:
            return
        seconds, micros = await self.hub.store.time()
        after = time.monotonic()
        self._clock.learn(before, seconds * 1000 + micros / 1000, after)
        self._synced = after
