"""What the application wants done when the server starts and when it is about to leave, and what it
says where the server refuses a request before the application sees it.

ASGI's own lifespan protocol is not spoken by Daphne, and has no word for "you are leaving, but
every socket still works", which is the moment when clients must be told where to come back.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

Callback = Callable[[], Awaitable[None]]
# Of a status, a path and what `Accept-Language` says: the headers and the body of the answer; None
# where the server's own will do.
Refusal = Callable[[int, str, str], tuple[dict[str, str], bytes] | None]

_start_callbacks: list[Callback] = []
_drain_callbacks: list[Callback] = []
_refusals: list[Refusal] = []

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


def on_refusal(callback: Refusal) -> Refusal:
    """Have `callback` say what is answered where the server refuses a request: its body is too
    large, or did not come in time. It must be quick. An error in it is logged."""
    _refusals.append(callback)
    return callback


def refusal(status: int, path: str, languages: str) -> tuple[dict[str, str], bytes] | None:
    """What the application answers, where it does."""
    for callback in _refusals:
        try:
            if (answer := callback(status, path, languages)) is not None:
                return answer
        except Exception:
            logger.exception("A refusal callback failed.")
    return None


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
