"""The web processes say that they are there, and how many pages each keeps live."""

import asyncio
import logging
import os
import socket
import uuid
from collections.abc import Callable
from typing import Any

from redis import RedisError

from proyecto.progress import live
from proyecto.progress.presence import EVERY_SECONDS, Presence

log = logging.getLogger(__name__)

KIND = "webs"


def presence() -> Presence:
    """Where they say it."""
    return Presence(KIND, live.shared())


class Announcer:
    """Says it for one web process, in its event loop; `sockets` counts its live pages."""

    def __init__(self, sockets: Callable[[], int]) -> None:
        self._sockets = sockets
        # A part that no process with a reused number has.
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._presence = presence()

    async def run(self) -> None:
        """Until the process ends."""
        while True:
            await self.say()
            await asyncio.sleep(EVERY_SECONDS)

    async def say(self) -> None:
        """Once; a Redis that is away hears nothing."""
        facts: dict[str, Any] = {
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "sockets": self._sockets(),
        }
        try:
            await asyncio.to_thread(self._presence.say, self.name, facts)
        except (RedisError, OSError) as error:
            log.debug("nobody hears that this web process lives: %s", error)
