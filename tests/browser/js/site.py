"""A web server that serves given pages with the real scripts, and a socket that says what a test
wants, when it wants: real HTTP, a real WebSocket, only the timing is the test's."""

import json
import mimetypes
import socket
import threading
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from dashboard.middleware import POLICY
from tests.scripts.waiting import until
from tests.stack.place import ROOT


class Visit:
    """One connection of a page's socket. `heard` is what the page said."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection
        self.heard: list[dict[str, Any]] = []
        self.is_over = False

    def say(self, t: str, **fields: Any) -> None:
        """Send one frame."""
        self.send(json.dumps({"t": t, **fields}))

    def send(self, frame: str) -> None:
        """Send a frame as it is."""
        self._connection.send(frame)

    def welcome(self) -> "Visit":
        """Wait for the greeting and answer as a server with nothing new does."""
        until(lambda: self.heard, 60)
        self.say("hello", v=1, broker=True)
        self.say("live", at=1)
        return self

    @property
    def hello(self) -> dict[str, Any]:
        """The first frame."""
        until(lambda: self.heard, 60)
        return self.heard[0]

    def close(self, code: int) -> None:
        """End it in order."""
        self._connection.close(code)

    def cut(self) -> None:
        """End it as a killed server does."""
        with suppress(OSError):  # it is over already
            self._connection.socket.shutdown(socket.SHUT_RDWR)

    def read(self) -> None:
        """Keep what the page says until it is over; runs in the connection's thread."""
        try:
            for text in self._connection:
                self.heard.append(json.loads(text))
        except (ConnectionClosed, OSError):
            pass
        finally:
            self.is_over = True


class Site:
    """`pages` by path and query. `visits` is every connection that the socket ever had."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.visits: list[Visit] = []
        self.is_open = True
        self._server: Server = serve(self._socket, "127.0.0.1", 0, process_request=self._answer)
        self.port = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def visit(self, number: int = 1, seconds: float = 60) -> Visit:
        """Wait for the `number`th connection."""
        until(lambda: len(self.visits) >= number, seconds)
        return self.visits[number - 1]

    def end(self) -> None:
        """Stop serving."""
        for visit in self.visits:
            visit.cut()
        self._server.shutdown()
        self._thread.join(5)

    def _socket(self, connection: ServerConnection) -> None:
        visit = Visit(connection)
        self.visits.append(visit)
        visit.read()

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        path = urlsplit(request.path).path
        if path == "/ws/ui/":
            return None if self.is_open else connection.respond(HTTPStatus.BAD_GATEWAY, "away")
        if request.path in self.pages:
            return _response(self.pages[request.path].encode(), "text/html; charset=utf-8")
        file = (ROOT / path.lstrip("/")).resolve()
        if file.is_relative_to(ROOT / "static") and file.is_file():
            return _response(file.read_bytes(), _type_of(file))
        return connection.respond(HTTPStatus.NOT_FOUND, "not here")


def _type_of(file: Path) -> str:
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _response(body: bytes, kind: str) -> Response:
    headers = Headers(
        {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": POLICY,
            "Connection": "close",
        }
    )
    return Response(HTTPStatus.OK.value, "OK", headers, body)
