"""The life of a run: it starts, goes on until somebody wants it to end, and stops."""

import asyncio
import signal
from collections.abc import Coroutine

from scripts.language import _
from scripts.local.supervisor import Supervisor

# Ctrl-C, `kill`, and the terminal that closes.
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def live(supervisor: Supervisor, start: Coroutine[None, None, None]) -> None:
    """Run `start`, wait for a signal, stop everything; also when the signal comes amid the start,
    and when the start fails, whose exception is then raised."""
    enough = asyncio.Event()
    _listen(supervisor, enough)
    starting = asyncio.create_task(start)
    ending = asyncio.create_task(enough.wait())
    try:
        await asyncio.wait({starting, ending}, return_when=asyncio.FIRST_COMPLETED)
        if not enough.is_set():
            await starting
            await ending
    finally:
        starting.cancel()
        await asyncio.wait({starting})
        await supervisor.stop()


def _listen(supervisor: Supervisor, enough: asyncio.Event) -> None:
    """The first signal asks, a second one hurries."""

    def on_signal() -> None:
        if enough.is_set():
            supervisor.kill()
            return
        supervisor.console.say(_("Stopping. Ctrl-C again: at once."))
        enough.set()

    for number in ENDINGS:
        asyncio.get_running_loop().add_signal_handler(number, on_signal)
