# ruff: noqa: N802, N803 (Twisted calls these by its own names)
"""The WebSocket side: bounded in both directions, and never closed behind the consumer's back."""

import asyncio
import logging
from typing import Any

from autobahn.websocket.types import ConnectionDeny
from daphne import ws_protocol

from dashboard.server.outbox import Outbox

RESTARTING = 1012
TOO_SLOW = 4408
TOO_MANY = 4429

logger = logging.getLogger(__name__)


class WebSocketProtocol(ws_protocol.WebSocketProtocol):
    """One WebSocket."""

    muted: bool

    def connectionMade(self) -> None:
        limits = self.factory.server_class.limits
        self.inbox_messages: int = limits.inbox_messages
        self.outbox = Outbox(
            self.transport,
            limits.stall_seconds,
            self.drop_slow_reader,
            stop_reading=True,
        )
        # The HTTP channel is still the transport's producer, and would be kept alive by it.
        self.transport.unregisterProducer()
        self.transport.registerProducer(self.outbox, True)
        super().connectionMade()

    def connectionLost(self, *args: Any) -> None:
        self.outbox.close()
        super().connectionLost(*args)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        if not self.muted and self.application_queue.qsize() >= self.inbox_messages:
            logger.warning("A flooding WebSocket was closed: %r", self)
            self.hang_up(TOO_MANY)
            return
        super().onMessage(payload, isBinary)

    def drop_slow_reader(self) -> None:
        """Too much waits for this client; it may come back and resume."""
        logger.warning("A WebSocket that reads too slowly was closed: %r", self)
        self.hang_up(TOO_SLOW)

    def hang_up(self, code: int) -> None:
        """Tell the client and the consumer `code`, and hear nothing more from this client.

        A client that does not answer the close frame within a second is cut off (autobahn's
        closeHandshakeTimeout).
        """
        if self.muted:
            return
        self.muted = True
        queue: asyncio.Queue[dict[str, Any]] | None = getattr(self, "application_queue", None)
        if queue is not None:
            queue.put_nowait({"type": "websocket.disconnect", "code": code})
        if hasattr(self, "handshake_deferred"):
            self.handshake_deferred.errback(ConnectionDeny(code=503, reason="Service Unavailable"))
            del self.handshake_deferred
            self.server.protocol_disconnected(self)
        elif self.state == self.STATE_OPEN:
            # sendClose refuses the reserved codes, 1012 among them.
            self.sendCloseFrame(code=code)


class WebSocketFactory(ws_protocol.WebSocketFactory):
    """Makes our WebSocketProtocol for each upgrade."""

    protocol = WebSocketProtocol
