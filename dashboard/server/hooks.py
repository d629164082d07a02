"""What the application wants done when the server starts and when it is about to leave.

ASGI's own lifespan protocol is not spoken by Daphne, and has no word for "you are leaving, but
every socket still works", which is the moment when clients must be told where to come back.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

Callback = Callable[[], Awaitable[None]]

_start_callbacks: list[Callback] = []
_drain_callbacks: list[Callback] = []

logger = logging.getLogger(__name__)


def on_start(callback: Callback) -> Callback:
    """Run `callback` in the event loop once the server listens. An error in it stops the server.

    Works as a decorator. Register while `asgi.py` is imported.
    """
    _start_callbacks.append(callback)
    return callback


def on_drain(callback: Callback) -> Callback:
    """Run `callback` when the server was told to stop, before any connection is closed.

    What it sends reaches the clients ahead of the close frame. An error in it is logged and holds
    nothing up; so does nothing that takes longer than `Limits.goodbye_seconds`.
    """
    _drain_callbacks.append(callback)
    return callback


async def start() -> None:
    """Run the start callbacks in the order of their registration."""
    for callback in _start_callbacks:
        await callback()


async def say_goodbye(seconds: float) -> None:
    """Run the drain callbacks side by side, for at most `seconds`."""
    tasks = [asyncio.ensure_future(callback()) for callback in _drain_callbacks]
    if not tasks:
        return
    done, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        logger.warning("A drain callback took longer than %s s and was left behind.", seconds)
        task.cancel()
    for task in done:
        if error := task.exception():
            logger.error("A drain callback failed.", exc_info=error)
