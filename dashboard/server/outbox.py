# ruff: noqa: N802 (Twisted calls these by its own names)
"""What one connection still has to send: writers wait for it, and a peer that stopped reading goes.

Daphne writes into Twisted's buffer without ever looking at it, so one peer that does not read costs
as much memory as the application produces (measured: 869 MB for one download of 400 MB). An Outbox
sits at the transport as its push producer: Twisted tells it when more than 64 KiB are waiting and
when all of them have gone.
"""

import array
import asyncio
import fcntl
import functools
import socket
import termios
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

KERNEL_BYTES = 128 * 1024
"""What the kernel may hold of a WebSocket beyond what is on its way to the peer. It would take
megabytes: a slow page would be shown numbers that are minutes old, and be found slow only then."""
CHECKS_A_STALL = 5
"""How often within the allowed stall the progress of a full outbox is looked at."""


class Transport(Protocol):
    """The part of a Twisted transport that is used here."""

    def pauseProducing(self) -> None: ...
    def resumeProducing(self) -> None: ...
    def unregisterProducer(self) -> None: ...


@implementer(IPushProducer)
class Outbox:
    """The sending side of one connection.

    `on_stall` is called once, when nothing at all was read for `stall_seconds` while full.
    `stop_reading`: read nothing from a peer that reads nothing, else its pings would still make
    us queue pongs. Off for HTTP, where Twisted's channel does the same.
    """

    __slots__ = (
        "_emptied",
        "_on_stall",
        "_stall_seconds",
        "_stop_reading",
        "_transport",
        "_turns",
        "_watch",
        "waiting",
    )

    def __init__(
        self,
        transport: Transport,
        stall_seconds: float,
        on_stall: Callable[[], None],
        *,
        stop_reading: bool,
    ) -> None:
        self._transport = transport
        self._stall_seconds = stall_seconds
        self._on_stall = on_stall
        self._stop_reading = stop_reading
        self._turns = asyncio.Lock()
        self._emptied: asyncio.Event | None = None
        self._watch: asyncio.TimerHandle | None = None
        self.waiting = 0
        """Writers held back now."""

    @property
    def full(self) -> bool:
        """Whether a writer would have to wait now."""
        return self._emptied is not None

    async def room(self) -> None:
        """Return when the next message may be written; writers pass in the order they came.

        Never suspends while there is room, so that a hub may step `send` by hand.
        """
        if not self.full and not self.waiting:
            return
        self.waiting += 1
        try:
            async with self._turns:
                while self._emptied is not None:
                    await self._emptied.wait()
        finally:
            self.waiting -= 1

    def close(self) -> None:
        """Let everybody go on: the connection is over and what they write goes nowhere."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if self._emptied is not None:
            self._emptied.set()
            self._emptied = None

    # Twisted's calls

    def pauseProducing(self) -> None:
        """More than 64 KiB wait for the peer."""
        if self.full:
            return
        self._emptied = asyncio.Event()
        self._expect_progress(pending_bytes(self._transport), self._stall_seconds)
        if self._stop_reading:
            self._transport.pauseProducing()

    def resumeProducing(self) -> None:
        """The kernel has taken everything."""
        self.close()
        if getattr(self._transport, "disconnecting", False):
            # Twisted closes only after its producer is gone; nobody else would tell it.
            self._transport.unregisterProducer()
        elif self._stop_reading:
            self._transport.resumeProducing()

    def stopProducing(self) -> None:
        """The connection is lost."""
        self.close()

    def _expect_progress(self, pending_before: int, seconds_left: float) -> None:
        interval = self._stall_seconds / CHECKS_A_STALL

        def look() -> None:
            pending = pending_bytes(self._transport)
            if pending < pending_before:
                self._expect_progress(pending, self._stall_seconds)
            elif seconds_left > interval:
                self._expect_progress(pending, seconds_left - interval)
            else:
                self._watch = None
                self._on_stall()

        self._watch = asyncio.get_running_loop().call_later(interval, look)


def pending_bytes(transport: Any) -> int:
    """Bytes that the peer has still to take: those Twisted holds, and those the kernel holds.

    The kernel takes megabytes ahead of a slow reader, and then for half a minute nothing more;
    without its share that looks like a stall.
    """
    while not hasattr(transport, "dataBuffer"):
        transport = transport.transport  # TLS wraps the socket's transport
    return bytes_in_twisted(transport) + bytes_in_kernel(transport)


def bytes_in_twisted(transport: Any) -> int:
    """What waits in the buffers of a FileDescriptor: private fields, see selfcheck.py."""
    return len(transport.dataBuffer) - transport.offset + int(transport._tempDataLen)


def bytes_in_kernel(transport: Any) -> int:
    """What the kernel has taken and the peer has not acknowledged."""
    size = array.array("i", [0])
    try:
        fcntl.ioctl(transport.fileno(), termios.TIOCOUTQ, size)
    except OSError:  # closed, or a system that cannot tell
        return 0
    return size[0]


def bound_kernel(transport: Any) -> None:
    """Let the kernel take no more than KERNEL_BYTES ahead of the peer, where it can be told."""
    option = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    if option is not None:
        with suppress(OSError):  # no TCP: a socket of this machine
            transport.getHandle().setsockopt(socket.IPPROTO_TCP, option, KERNEL_BYTES)


def outbox_of(send: Callable[..., Any]) -> Outbox | None:
    """The outbox behind an ASGI `send`, or None under another server or a wrapped `send`."""
    if isinstance(send, functools.partial) and send.args:
        return getattr(send.args[0], "outbox", None)
    return None
