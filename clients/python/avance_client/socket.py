"""How the socket is opened, and what its ends mean; the same for both clients."""

import ssl
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.typing import Subprotocol

from avance_client.errors import ApiError, NetworkError, NotAvance
from avance_client.pauses import CROWDED, RESTART, Pauses
from avance_client.story import Story

PATH = "/ws/v1/"
SANDBOX = "/ws/sandbox/"
SUBPROTOCOL = Subprotocol("avance.v1")
OPEN_SECONDS = 15.0
CLOSE_SECONDS = 1.0
MOST_BYTES = 2**22

# What a connection may end with that another one may get past.
BROKEN = (OSError, EOFError, ConnectionClosed, InvalidHandshake, InvalidURI)


def socket_address(url: str, sandbox: bool = False) -> str:
    """Where the socket of an Avance at `url` is, or that of its sandbox."""
    parts = urlsplit(url)
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    path = SANDBOX if sandbox else PATH
    return urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") + path, "", ""))


def options(token: str) -> dict[str, Any]:
    """For `connect`. The server's beats, not pings, tell whether it lives: a program that works on
    an event for a minute reads no pongs meanwhile and must not be cut off for that."""
    return {
        "additional_headers": {"Authorization": f"Bearer {token}"},
        "subprotocols": [SUBPROTOCOL],
        "open_timeout": OPEN_SECONDS,
        "close_timeout": CLOSE_SECONDS,
        "ping_interval": None,
        "max_size": MOST_BYTES,
    }


def pause_after(problem: Exception, pauses: Pauses, story: Story) -> float:
    """How long to wait before coming back; raises what ends the following."""
    if isinstance(problem, InvalidURI):
        raise NotAvance(f"This is no address of a server: {problem.uri}") from None
    if isinstance(problem, ssl.SSLCertVerificationError):
        raise NetworkError(f"The server can't prove who it is: {problem.verify_message}") from None
    if isinstance(problem, InvalidStatus):
        return _after_status(problem, pauses)
    code = None
    if isinstance(problem, ConnectionClosed) and problem.rcvd is not None:
        code = problem.rcvd.code
    elif story.bye_ms is not None:
        code = RESTART  # it said goodbye, and its last frame was lost
    least = problem.retry_after if isinstance(problem, ApiError) else 0.0
    return pauses.after(code, story.bye_ms, least)


def _after_status(problem: InvalidStatus, pauses: Pauses) -> float:
    status = problem.response.status_code
    if status == 429:
        return pauses.after(CROWDED)
    if status < 500 and status != 408:
        raise NotAvance(
            f"There is no socket of an Avance at that address (HTTP {status}): check the address."
        ) from None
    return pauses.after(None)
