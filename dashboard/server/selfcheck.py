# ruff: noqa: N802 (Twisted calls these by its own names)
"""Whether Daphne and Twisted still have the insides that this package hooks into.

Both are pinned. An upgrade that moves one of these names must end in a sentence at start-up, not in
a server that has quietly lost its bounds.
"""

import inspect
from collections.abc import Iterator
from typing import Any

from daphne import http_protocol, server, ws_protocol
from twisted.internet.abstract import FileDescriptor
from twisted.web import http

from dashboard.server.outbox import bytes_in_twisted

HOOKS: dict[Any, tuple[str, ...]] = {
    server: ("HTTPFactory", "WebSocketFactory", "twisted_loop"),
    server.Server: (
        "handle_reply",
        "kill_all_applications",
        "listen_error",
        "listen_success",
        "stop",
    ),
    http_protocol.WebRequest: (
        "process",
        "handle_reply",
        "check_timeouts",
        "basic_error",
    ),
    http_protocol.HTTPFactory: ("buildProtocol", "acceptableProtocols"),
    ws_protocol.WebSocketProtocol: (
        "serverSend",
        "muted",
        "onCloseHandshakeTimeout",
        "onMessage",
        "sendCloseFrame",
        "connectionMade",
    ),
    http.HTTPChannel: (
        "allContentReceived",
        "allHeadersReceived",
        "length",
        "pauseProducing",
        "persistent",
        "rawDataReceived",
        "resumeProducing",
    ),
}


class IncompatibleServer(Exception):
    """The installed Daphne or Twisted is not the one that dashboard.server was written for."""


def check_internals() -> None:
    """Raise IncompatibleServer with what is missing."""
    missing = [*_missing_names(), *_changed_behaviour()]
    if missing:
        raise IncompatibleServer(
            "dashboard.server does not fit the installed Daphne and Twisted: "
            + "; ".join(missing)
            + ". Install the pinned versions (requirements.lock)."
        )


def _missing_names() -> Iterator[str]:
    for owner, names in HOOKS.items():
        for name in names:
            if not hasattr(owner, name):
                yield f"{owner.__name__}.{name} is gone"


def _changed_behaviour() -> Iterator[str]:
    if not inspect.iscoroutinefunction(server.Server.handle_reply):
        yield "Server.handle_reply is no coroutine any more"
    if _bytes_seen_of(b"12345") != 5:
        yield "Twisted's write buffer cannot be measured any more"


class _Unattached(FileDescriptor):
    def startWriting(self) -> None:
        """There is no socket to wait for."""


def _bytes_seen_of(data: bytes) -> int | None:
    transport = _Unattached()
    transport.connected = 1
    transport.write(data)
    try:
        return bytes_in_twisted(transport)
    except AttributeError:
        return None
