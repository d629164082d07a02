"""How the server leaves: nobody new, everybody told, what is in flight finished, then gone."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dashboard.server import hooks
from dashboard.server.ws_protocol import RESTARTING, WebSocketProtocol

if TYPE_CHECKING:
    from dashboard.server.server import Server

LOOK_SECONDS = 0.05
"""How often it is looked whether something is still in flight."""

CANCEL_SECONDS = 1.0
"""How long a cancelled application has to clean up."""

logger = logging.getLogger(__name__)


class Drain:
    """The end of one server. `run` is called once."""

    def __init__(self, server: "Server") -> None:
        self._server = server
        self._hurry = asyncio.Event()
        self.begun = False

    def hurry(self) -> None:
        """Give up on what is still in flight."""
        logger.warning("Told to stop again: leaving at once.")
        self._hurry.set()

    async def run(self) -> None:
        """Leave. Never raises: the reactor waits for it."""
        self.begun = True
        started = time.monotonic()
        try:
            await self._stop_listening()
            await hooks.say_goodbye(self._server.limits.goodbye_seconds)
            self._hang_up_sockets()
            self._close_idle_connections()
            await self._wait_until_quiet()
            await self._cancel_applications()
        except Exception:
            logger.exception("The server did not leave in order.")
        logger.info("Left after %.1f s.", time.monotonic() - started)

    async def _stop_listening(self) -> None:
        for port in self._server.ports:
            closed = port.stopListening()
            if closed is not None:
                await closed.asFuture(asyncio.get_running_loop())

    def _hang_up_sockets(self) -> None:
        for protocol, details in list(self._server.connections.items()):
            if isinstance(protocol, WebSocketProtocol) and "disconnected" not in details:
                protocol.hang_up(RESTARTING)

    def _close_idle_connections(self) -> None:
        for channel in list(self._server.channels):
            if not channel.requests:
                channel.loseConnection()

    async def _wait_until_quiet(self) -> None:
        end = time.monotonic() + self._server.limits.drain_seconds
        while self._in_flight() and time.monotonic() < end and not self._hurry.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), LOOK_SECONDS)

    def _in_flight(self) -> bool:
        """Whether an application still runs, or an answer or a close frame is on its way."""
        return (
            any(True for _ in self._applications())
            or bool(self._server.channels)
            or any("disconnected" not in details for details in self._server.connections.values())
        )

    async def _cancel_applications(self) -> None:
        late = list(self._applications())
        if not late:
            return
        logger.warning("%d applications did not finish in time and were cancelled.", len(late))
        for application in late:
            application.cancel()
        await asyncio.wait(late, timeout=CANCEL_SECONDS)

    def _applications(self) -> Iterator["asyncio.Future[Any]"]:
        # A connection has none before its request is complete, nor after it was reaped.
        for details in self._server.connections.values():
            application = details.get("application_instance")
            if application is not None and not application.done():
                yield application
