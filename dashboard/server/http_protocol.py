# ruff: noqa: N802 (Twisted calls these by its own names)
"""The HTTP side: a deadline for the head, a deadline and a size for the body, a bounded answer.

Daphne hands a body over when all of it has arrived, in a temporary file, without any limit; and
Twisted's only timer starts anew at every byte. So an anonymous client could fill the disk or keep
a connection open for ever.
"""

import asyncio
import logging
from http import HTTPStatus
from typing import Any

from daphne import http_protocol
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web import http

from dashboard.server import hooks
from dashboard.server.limits import Limits
from dashboard.server.outbox import Outbox

LINGER_SECONDS = 5.0
"""How long a refused client may go on sending before it is cut off. Closing at once would reset
the connection, and a client that is still sending would never see the answer."""

logger = logging.getLogger(__name__)


class Channel(http.HTTPChannel):
    """One connection, before it becomes a WebSocket. HTTP/1.1 only: TLS and h2 end at the proxy."""

    transport: Any
    refused = False

    _deadline: asyncio.TimerHandle | None = None
    _body_bytes = 0
    _answering = False
    _handed_over = False

    def connectionMade(self) -> None:
        self.limits: Limits = self.factory.server.limits
        self.outbox = Outbox(
            self.transport,
            self.limits.stall_seconds,
            self.drop_slow_reader,
            stop_reading=False,
        )
        self.factory.server.channels.add(self)
        super().connectionMade()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._set_deadline(None)
        self.outbox.close()
        self.factory.server.channels.discard(self)
        super().connectionLost(reason)

    def handed_over(self) -> None:
        """The connection belongs to a WebSocket now."""
        self._handed_over = True
        self.factory.server.channels.discard(self)

    # Arriving

    def dataReceived(self, data: bytes) -> None:
        if self.refused:
            return
        if self._deadline is None and not self._answering:
            self._set_deadline(self.limits.head_seconds)
        super().dataReceived(data)

    def allHeadersReceived(self) -> None:
        self._body_bytes = 0
        if self.length is not None and self.length > self.limits.body_bytes:
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        self._set_deadline(self.limits.body_seconds)
        super().allHeadersReceived()

    def rawDataReceived(self, data: bytes) -> None:
        if self.refused:
            return
        if self._handed_over:
            # Sent before the handshake was answered, against RFC 6455. Twisted would stop reading.
            self.transport.abortConnection()
            return
        if self._deadline is not None:  # the body; else a pipelined request, which Twisted bounds
            self._body_bytes += len(data)
            if self.length is None and self._body_bytes > self.limits.body_bytes:
                self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                return
        super().rawDataReceived(data)

    def allContentReceived(self) -> None:
        self._set_deadline(None)
        self._answering = True
        super().allContentReceived()

    def requestDone(self, request: http.Request) -> None:
        self._answering = False
        super().requestDone(request)

    def _set_deadline(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if seconds is not None:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(seconds, self.refuse, HTTPStatus.REQUEST_TIMEOUT)

    # Leaving

    def refuse(self, status: HTTPStatus) -> None:
        """Answer with `status` in place of the application, then close."""
        self.refused = True
        self.persistent = False
        self.setTimeout(None)
        plain = ({"Content-Type": "text/plain"}, f"{status.phrase}\n".encode())
        headers, body = hooks.refusal(status, *self._asked()) or plain
        headers = {"Connection": "close", "Content-Length": str(len(body)), **headers}
        lines = [
            f"HTTP/1.1 {status:d} {status.phrase}",
            *(": ".join(one) for one in headers.items()),
        ]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + body)
        self.transport.loseWriteConnection()
        self._set_deadline(None)
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(LINGER_SECONDS, self.transport.abortConnection)

    def _asked(self) -> tuple[str, str]:
        """The path, and what `Accept-Language` says; empty where it has not come so far."""
        path = getattr(self, "_path", b"").partition(b"?")[0]
        said = self.requests[-1].requestHeaders if self.requests else None
        spoken = said.getRawHeaders(b"accept-language", [b""])[0] if said else b""
        return path.decode("latin-1"), spoken.decode("latin-1")

    def drop_slow_reader(self) -> None:
        """Nothing of an answer was read for too long."""
        logger.warning("A client that stopped reading its answer was dropped: %s", self.getPeer())
        self.transport.abortConnection()

    def pauseProducing(self) -> None:
        self.outbox.pauseProducing()
        super().pauseProducing()

    def resumeProducing(self) -> None:
        self.outbox.resumeProducing()
        super().resumeProducing()

    def stopProducing(self) -> None:
        self.outbox.stopProducing()
        super().stopProducing()


class Request(http_protocol.WebRequest):
    """One request of a Channel."""

    channel: Channel

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The application reads the body itself. Twisted would take every form apart besides, in the
        # event loop: 9 MiB of tiny fields held up everybody for 4 s, and cost 200 MiB.
        super().__init__(*args, parsePOSTFormSubmission=False, **kwargs)
        self.outbox = self.channel.outbox

    def process(self) -> Any:
        channel = self.channel
        finished = super().process()
        if self.transport is None:  # Daphne has given it to a WebSocket
            channel.handed_over()
        return finished

    def handle_reply(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and self.server.drain.begun:
            self.responseHeaders.setRawHeaders(b"connection", [b"close"])
            self.channel.persistent = False
        super().handle_reply(message)

    def check_timeouts(self) -> None:
        """Time out an application that does not begin to answer.

        An answer that has begun may take its time (a download, an event stream); whether it gets
        anywhere is the outbox's affair. Daphne would cut it off in the middle.
        """
        if not self._response_started:
            super().check_timeouts()


class HTTPFactory(http_protocol.HTTPFactory):
    """Makes a Channel with our Request for each connection."""

    protocol = Channel

    def buildProtocol(self, addr: Any) -> Any:
        channel = super().buildProtocol(addr)
        channel.requestFactory = Request
        return channel

    def acceptableProtocols(self) -> list[bytes]:
        return [b"http/1.1"]
