"""A page without a browser: says hello over the socket as static/js/live.js does, keeps every
frame, and comes back with what it has."""

import json
import threading
import time
from contextlib import ExitStack, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.scripts.waiting import until
from tests.stack.people import Person

SOCKET = "/ws/ui/"


class Page:
    """One open page of `person`. `frames` is all that it was ever told, over every connection;
    `have` what it shows of each run, as [epoch, seq, n]."""

    def __init__(self, address: str, person: Person, view: str = "tareas", **hello: Any) -> None:
        self.address, self.person, self.view, self.hello = address, person, view, hello
        self.frames: list[dict[str, Any]] = []
        self.have: dict[str, list[Any]] = {}
        self.at = time.time() * 1000
        self.code: int | None = None
        self._open = ExitStack()
        self._socket: ClientConnection | None = None
        self._reader: threading.Thread | None = None
        self._listens = threading.Event()
        self._listens.set()

    def __enter__(self) -> "Page":
        return self.open()

    def __exit__(self, *problem: object) -> None:
        self.close()

    def open(self) -> "Page":
        """Connect, say hello, and return when all is caught up."""
        seen = len(self.frames)
        self.connect()
        self.say(t="hello", v=1, view=self.view, have=self.have, at=self.at, **self.hello)
        until(lambda: self.told("live", seen) or self.code is not None)
        assert self.code is None, f"closed with {self.code}"
        return self

    def connect(self, headers: dict[str, str] | None = None) -> None:
        """Only connect; an empty header is left out."""
        self.code = None
        usual = {"Cookie": self.person.cookie, "Origin": self.address}
        sent = {name: value for name, value in (usual | (headers or {})).items() if value}
        opening = connect(
            self.address.replace("http", "ws", 1) + SOCKET,
            additional_headers=sent,
            open_timeout=15,
            close_timeout=2,
            max_size=2**22,
            max_queue=1,
            ping_interval=None,
        )
        self._open = ExitStack()
        self._socket = self._open.enter_context(opening)
        self._reader = threading.Thread(target=self._read, args=(self._socket,), daemon=True)
        self._reader.start()

    def ignore(self) -> None:
        """Leave what it is told on the way, from now on."""
        self._listens.clear()

    def listen(self) -> None:
        """Hear what there is, again."""
        self._listens.set()

    def say(self, **message: Any) -> None:
        """Send one frame."""
        self.send(json.dumps(message))

    def send(self, data: str | bytes) -> None:
        """Send anything."""
        assert self._socket is not None
        self._socket.send(data)

    def close(self) -> None:
        """Leave."""
        self._open.close()
        if self._reader is not None:
            self._reader.join(5)

    def come_back(self) -> "Page":
        """Connect until it works, then resume, as after a server that went away."""

        def back() -> bool:
            try:
                self.open()
            except (OSError, ConnectionClosed, AssertionError):
                return False
            return True

        until(back, 40)
        return self

    def closed(self, seconds: float = 15) -> int:
        """Wait until the server has closed the socket; the code."""
        until(lambda: self.code is not None, seconds)
        assert self.code is not None
        return self.code

    def told(self, kind: str, start: int = 0) -> list[dict[str, Any]]:
        """The frames of one kind, in order."""
        return [frame for frame in self.frames[start:] if frame["t"] == kind]

    def milestones(self, run: Any) -> list[tuple[int, str]]:
        """Number and type of each milestone that it was told of a run."""
        return [(f["pos"][2], f["type"]) for f in self.told("ms") if f["run"] == str(run)]

    def ticks(self, run: Any) -> list[list[Any]]:
        """Each tick of a run: [id, permille, speed, eta, done, total, preview, epoch, seq,
        attempt]."""
        return [j for frame in self.told("tick") for j in frame["j"] if j[0] == str(run)]

    def hears_end(self, run: Any, seconds: float = 60) -> str:
        """Wait until it is told how a run ended; the milestone's type."""
        ends = {"run.succeeded", "run.failed", "run.cancelled"}
        until(lambda: ends & {type_ for _, type_ in self.milestones(run)}, seconds)
        return (ends & {type_ for _, type_ in self.milestones(run)}).pop()

    def hears(self, run: Any, type_: str, seconds: float = 30) -> None:
        """Wait until it is told of a milestone."""
        until(lambda: type_ in {told for _, told in self.milestones(run)}, seconds)

    def sees(self, run: Any, permille: int, seconds: float = 60) -> None:
        """Wait until the bar of a run stands at least so far."""
        until(lambda: any(tick[1] >= permille for tick in self.ticks(run)), seconds)

    def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            for text in socket:
                frame = json.loads(text)
                self._note(frame)
                self.frames.append(frame)
                self._listens.wait()
        if socket is self._socket:
            self.code = socket.close_code or 1006

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "ms":
            self.have[frame["run"]] = frame["pos"]
        elif frame["t"] in {"live", "beat"}:
            self.at = frame["at"]
