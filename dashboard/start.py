"""What a web process does besides answering: rescue runs, sweep uploads that nobody goes on with,
keys and tokens that count no more, and say goodbye before it leaves."""

import asyncio
import logging
import random

from channels.db import database_sync_to_async

from dashboard.api.frames import Bye
from dashboard.api.once import sweep_keys
from dashboard.hub import hub
from dashboard.server.hooks import on_drain, on_start
from dashboard.subscriber import frame_of
from dashboard.system.webs import Announcer
from dashboard.uploads.expiry import sweep_expired
from proyecto.progress import trace
from proyecto.progress.rescue import Rescuer
from proyecto.progress.tokens import sweep_tokens

log = logging.getLogger(__name__)
trace.role = "avance-web"

# Clients come back over this long, not all at once.
SPREAD_MS = 2000
FIRST_MS = 300
FLUSH_SECONDS = 0.25
SWEEP_SECONDS = 600


_kept: set[asyncio.Task[None]] = set()


@on_start
async def start() -> None:
    """The rescuer is a thread. Parts of uploads lie with the web processes, so they sweep."""
    Rescuer().start()
    _kept.add(asyncio.create_task(Announcer(lambda: hub().size).run()))
    _kept.add(asyncio.create_task(_sweep()))


@on_drain
async def goodbye() -> None:
    """Tell everybody when to come back."""
    pages, programs = list(hub().sockets), list(hub().followers.members)
    for page in pages:
        page.put(frame_of("bye", after=_after()))
    for program in programs:
        program.put(Bye(_after()))
    if pages or programs:
        await asyncio.sleep(FLUSH_SECONDS)


@on_drain
async def send_spans() -> None:
    """Those that have not been sent yet."""
    await asyncio.to_thread(trace.flush)


def _after() -> int:
    return FIRST_MS + random.randrange(SPREAD_MS)


async def _sweep() -> None:
    while True:
        for sweep in (sweep_expired, sweep_keys, sweep_tokens):
            try:
                await database_sync_to_async(sweep)()
            except Exception:
                log.exception("%s failed", sweep.__name__)
        await asyncio.sleep(SWEEP_SECONDS)
