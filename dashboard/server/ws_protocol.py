# ruff: noqa: N802, N803 (Twisted calls these by its own names)
"""The WebSocket side: bounded in both directions, and never closed behind the consumer's back."""

import asyncio
import logging
from typing import Any

from autobahn.websocket.types import ConnectionDeny
from daphne import ws_protocol

from dashboard.server.fast_send import frame_of, taken
from dashboard.server.outbox import Outbox, bound_kernel, pending_bytes

RESTARTING = 1012
BROKEN = 1006
TOO_SLOW = 4408
TOO_MANY = 4429

LAST_LOOKS = 5
"""How often, a second apart, a client that was too slow may be found not to read its close."""

logger = logging.getLogger(__name__)


class WebSocketProtocol(ws_protocol.WebSocketProtocol):
    """One WebSocket."""

    muted: bool

    _unread = 0
    _looks = 0

    def connectionMade(self) -> None:
        limits = self.factory.server_class.limits
        self.inbox_messages: int = limits.inbox_messages
        self.outbox = Outbox(
            self.transport,
            limits.stall_seconds,
            self.drop_slow_reader,
            stop_reading=True,
        )
        bound_kernel(self.transport)
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

    def serverSend(self, content: Any, binary: bool = False) -> None:
        """A message of the application. It may be as long as it has to be: autobahn's own way holds
        it to the bound for what is received, and raises."""
        if self.state != self.STATE_OPEN:
            if self.state == self.STATE_CONNECTING:
                super().serverSend(content, binary)
            return  # it is closing: autobahn would pass it over
        frame = frame_of(content if binary else content.encode(), binary=binary)
        sent = taken(self.transport, frame)
        if sent < len(frame):
            self.transport.write(frame[sent:] if sent else frame)

    def serverClose(self, code: int | None = None) -> None:
        """What the application closes with. Autobahn's sendClose refuses 1012; and 1006, with which
        nobody can close, breaks the connection: the other end takes it for that."""
        if code == BROKEN:
            self.transport.abortConnection()
        elif code == RESTARTING:
            self.sendCloseFrame(code=code)
        else:
            super().serverClose(code)

    def hang_up(self, code: int) -> None:
        """Tell the client and the consumer `code`, and hear nothing more from this client.

        A client that does not answer the close frame is cut off: see onCloseHandshakeTimeout.
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
            self._unread = pending_bytes(self.transport)
            self._looks = LAST_LOOKS if code == TOO_SLOW else 1

    def onCloseHandshakeTimeout(self) -> None:
        """A second went by without an answer to the close frame: cut the client off, unless it is
        still reading.

        The frame lies behind all that the kernel has taken, which may be megabytes. Cut off after
        autobahn's one second, a slow reader never got to it, and took 1006 for a broken network.
        """
        unread = pending_bytes(self.transport)
        if unread >= self._unread:
            self._looks -= 1
        self._unread = unread
        if self._looks > 0 and self.state == self.STATE_CLOSING:
            timer = self.factory._batched_timer
            self.closeHandshakeTimeoutCall = timer.call_later(
                self.closeHandshakeTimeout, self.onCloseHandshakeTimeout
            )
        else:
            super().onCloseHandshakeTimeout()


class WebSocketFactory(ws_protocol.WebSocketFactory):
    """Makes our WebSocketProtocol for each upgrade."""

    protocol = WebSocketProtocol

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Say why, as with 1009: whoever is only cut off takes it for the network, and tries again.
        self.setProtocolOptions(failByDrop=False)
