"""One POST to an address that was looked at: no redirects, no proxies, bounded in time and bytes.

Of the standard library alone, because it lets us connect by ourselves. Libraries that resolve
names would ask a second time, and get another answer.
"""

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse

from proyecto.outward.address import Target

CONNECT_SECONDS = 5.0
# For everything together, however slowly the other side drips.
WHOLE_SECONDS = 10.0
MOST_BYTES = 1000


class Unanswered(Exception):
    """No answer of HTTP came. `code` says why: timeout, unreachable, tls, no_http."""

    def __init__(self, code: str, detail: str, ms: int) -> None:
        super().__init__(code, detail)
        self.code, self.detail, self.ms = code, detail, ms


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many milliseconds; `body` is its beginning."""

    status: int
    body: bytes
    ms: int


def post(
    target: Target, body: bytes, headers: Mapping[str, str], seconds: float = WHOLE_SECONDS
) -> Answer:
    """Send it, and hear what it is answered. Raises Unanswered."""
    started = time.monotonic()
    with _Deadline(seconds) as deadline:
        try:
            return _exchange(target, body, headers, deadline, started)
        except (OSError, HTTPException, ValueError) as problem:
            raise _why(problem, deadline.over, _ms(started)) from problem


class _Deadline:
    """Cuts the line when the time is over. A time-out of the socket counts anew with every byte."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.over = seconds, False
        self._until = time.monotonic() + seconds
        self._line: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._line is not None:
            self._line.close()

    def watch(self, line: socket.socket) -> None:
        """Through a handle of its own: TLS takes the other one away."""
        self._line = line.dup()
        if self.over:  # while nobody watched
            self._cut()

    def left(self) -> float:
        """How many seconds there are."""
        return self._until - time.monotonic()

    def _cut(self) -> None:
        self.over = True
        if self._line is not None:
            with suppress(OSError):  # the other side was faster
                self._line.shutdown(socket.SHUT_RDWR)


def _exchange(
    target: Target, body: bytes, headers: Mapping[str, str], deadline: _Deadline, started: float
) -> Answer:
    line = _connected(target, deadline)
    deadline.watch(line)
    line.settimeout(deadline.seconds)
    try:
        if target.scheme == "https":
            # Its certificate is for the name, whatever address we chose.
            line = ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
        asking = HTTPConnection(target.host, target.port)
        asking.sock = line
        asking.request("POST", target.path, body, {**headers, "Host": target.authority})
        with asking.getresponse() as answer:
            said = _beginning(answer)
        if deadline.over:
            raise TimeoutError
        return Answer(answer.status, said, _ms(started))
    finally:
        line.close()


def _connected(target: Target, deadline: _Deadline) -> socket.socket:
    """To the first address that answers, of those that were looked at."""
    problem: OSError = OSError("no address")
    for address in target.addresses:
        seconds = min(CONNECT_SECONDS, deadline.left())
        if seconds <= 0:
            raise TimeoutError
        try:
            return socket.create_connection((address, target.port), timeout=seconds)
        except OSError as failed:
            problem = failed
    raise problem


def _beginning(answer: HTTPResponse) -> bytes:
    """Piece by piece: `read` believes a chunk that says it is -1 bytes long, and takes all."""
    said = b""
    while len(said) < MOST_BYTES and (piece := answer.read1(MOST_BYTES - len(said))):
        said += piece
    return said[:MOST_BYTES]


def _why(problem: Exception, late: bool, ms: int) -> Unanswered:
    if late or isinstance(problem, TimeoutError):
        code = "timeout"
    elif isinstance(problem, ssl.SSLError):
        code = "tls"
    elif isinstance(problem, HTTPException | ValueError) and not isinstance(problem, OSError):
        code = "no_http"
    else:
        code = "unreachable"
    return Unanswered(code, f"{type(problem).__name__}: {problem}"[:300], ms)


def _ms(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
