"""What a web process does besides answering: rescue runs, and say goodbye before it leaves."""

import asyncio
import random

from dashboard.hub import hub
from dashboard.server.hooks import on_drain, on_start
from dashboard.subscriber import frame_of
from proyecto.progress.rescue import Rescuer

# Clients come back over this long, not all at once.
SPREAD_MS = 2000
FIRST_MS = 300
FLUSH_SECONDS = 0.25


@on_start
async def start() -> None:
    """The rescuer needs no event loop; it is a thread."""
    Rescuer().start()


@on_drain
async def goodbye() -> None:
    """Tell each page when to come back."""
    sockets = list(hub().sockets)
    for socket in sockets:
        after = FIRST_MS + random.randrange(SPREAD_MS)
        socket.put(frame_of("bye", after=after))
    if sockets:
        await asyncio.sleep(FLUSH_SECONDS)
