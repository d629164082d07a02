"""Daphne's server with our protocols, start hooks, and a drain in place of its sudden end."""

import asyncio
import logging
import signal
from typing import Any

# Installs the asyncio reactor: before any other part of Twisted.
from daphne import server

# isort: split
from twisted.internet import reactor
from twisted.internet.defer import Deferred, DeferredList
from twisted.internet.tcp import Port

from dashboard.server import hooks
from dashboard.server.drain import Drain
from dashboard.server.http_protocol import Channel, HTTPFactory
from dashboard.server.limits import Limits
from dashboard.server.ws_protocol import WebSocketFactory, WebSocketProtocol

BACKLOG = 4096
"""Connections that the kernel may hold for us. Twisted's 50 made 102 to 420 of 1,500 browsers that
came back at once after a restart fail, and the rest wait for a minute."""

BODY_PIECE_BYTES = 64 * 1024
"""A request body goes to the application in pieces of this size; Daphne's 8 KiB make a thousand
messages of one upload chunk."""

logger = logging.getLogger(__name__)


class Server(server.Server):
    """Daphne, bounded by `limits`."""

    def __init__(self, *, limits: Limits, endpoints: list[str], **options: Any) -> None:
        super().__init__(
            endpoints=[with_backlog(endpoint) for endpoint in endpoints],
            signal_handlers=False,
            request_buffer_size=BODY_PIECE_BYTES,
            **options,
        )
        self.limits = limits
        self.ports: list[Port] = []
        self.channels: set[Channel] = set()
        self.drain = Drain(self)

    def run(self) -> None:
        # Daphne's run() makes its factories from these two names and offers no other way in.
        server.HTTPFactory = HTTPFactory
        server.WebSocketFactory = WebSocketFactory
        for number in (signal.SIGTERM, signal.SIGINT):
            server.twisted_loop.add_signal_handler(number, self.leave)
        reactor.callWhenRunning(self._call_start_hooks)
        super().run()

    def leave(self) -> None:
        """Stop politely; called a second time, hurry."""
        if self.drain.begun:
            self.drain.hurry()
        else:
            self.stop()

    def listen_success(self, port: Port) -> None:
        # Daphne keeps only the addresses; to stop listening takes the port itself.
        self.ports.append(port)
        super().listen_success(port)

    def listen_error(self, failure: Any) -> None:
        logger.critical("Cannot listen: %s", failure.getErrorMessage())
        logger.critical("Stop what uses that address, or choose another port with -p.")
        self.abort_start = True
        self.stop()

    def _call_start_hooks(self) -> None:
        def start(_results: Any) -> "Deferred[None]":
            # As a task: callbacks may ask for the running loop and start tasks of their own.
            return Deferred.fromFuture(asyncio.ensure_future(self._start_application()))

        DeferredList(self.listeners).addCallback(start)

    async def _start_application(self) -> None:
        try:
            await hooks.start()
        except Exception:
            logger.critical("The application could not start.", exc_info=True)
            self.abort_start = True
            self.stop()

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """Pass one message of the application on, when the client has room for it."""
        if isinstance(protocol, WebSocketProtocol):
            if protocol.outbox.waiting >= self.limits.outbox_messages:
                protocol.drop_slow_reader()
            if protocol.muted:
                return
        await protocol.outbox.room()
        await super().handle_reply(protocol, message)

    def kill_all_applications(self) -> "Deferred[None]":
        """Let everybody finish. Twisted calls this before it shuts down, and waits for it."""
        return Deferred.fromFuture(asyncio.ensure_future(self.drain.run()))


def with_backlog(endpoint: str) -> str:
    """A TCP endpoint description with our backlog, unless it names its own."""
    if endpoint.startswith("tcp:") and ":backlog=" not in endpoint:
        return f"{endpoint}:backlog={BACKLOG}"
    return endpoint
