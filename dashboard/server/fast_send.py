"""A short way out for WebSocket messages: past Twisted while it has nothing of this connection.

Twisted puts what is written into a buffer and asks the event loop to call back when the socket
takes it, which it does at once nearly always: two fifths of what a delivery cost. Here the socket
is asked first. Whatever it does not take goes Twisted's way, with its bounds; so does everything
while Twisted, or the kernel, still has something of before.
"""

from typing import Any

from twisted.internet.tcp import Connection

from dashboard.server.outbox import KERNEL_BYTES, bytes_in_kernel, bytes_in_twisted

# FIN and the opcode of RFC 6455, 5.2.
TEXT, BINARY = 0x81, 0x82
SHORT, LONG = 126, 127
LARGEST_SMALL, LARGEST_SHORT = 125, 0xFFFF


def frame_of(payload: bytes, *, binary: bool) -> bytes:
    """One message as one frame of a server: not masked, not split, not compressed."""
    first, size = BINARY if binary else TEXT, len(payload)
    if size <= LARGEST_SMALL:
        return bytes((first, size)) + payload
    if size <= LARGEST_SHORT:
        return bytes((first, SHORT)) + size.to_bytes(2, "big") + payload
    return bytes((first, LONG)) + size.to_bytes(8, "big") + payload


def taken(transport: Any, data: bytes) -> int:
    """How many of these bytes the socket took at once; 0 where they have to go Twisted's way."""
    connection = transport
    while not hasattr(connection, "dataBuffer"):
        connection = getattr(connection, "transport", None)
        if connection is None:
            return 0
    if not is_free(connection):
        return 0
    try:
        return int(connection.socket.send(data))
    except OSError:  # full, or gone: Twisted finds out which
        return 0


def is_free(connection: Any) -> bool:
    """Whether nothing of before waits, in Twisted or in the kernel, and nothing is ending."""
    return (
        # TLS has a buffer and an order of its own.
        isinstance(connection, Connection)
        and not getattr(connection, "TLS", False)
        and bool(connection.connected)
        and not connection.disconnecting
        and bytes_in_twisted(connection) == 0
        and bytes_in_kernel(connection) < KERNEL_BYTES
    )
