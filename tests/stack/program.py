"""A program without a client library: speaks `/ws/v1/`, keeps every frame, each held to the
AsyncAPI document, and comes back with what it has."""

import itertools
import json
import threading
from contextlib import ExitStack, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.scripts.waiting import until
from tests.stack.frames import check

SOCKET = "/ws/v1/"
TICK = "run.tick"
ENDS = {"run.succeeded", "run.failed", "run.cancelled", "run.expired"}


class Program:
    """One program with a `token`. `frames` is all that it was ever told, over every connection;
    `have` the newest position that it has of each run."""

    def __init__(self, address: str, token: str = "", path: str = SOCKET) -> None:
        self.address, self.token, self.path = address, token, path
        self.frames: list[dict[str, Any]] = []
        self.have: dict[str, dict[str, Any]] = {}
        self.after: str | None = None
        self.code: int | None = None
        self._ids = itertools.count(1)
        self._open = ExitStack()
        self._socket: ClientConnection | None = None
        self._reader: threading.Thread | None = None
        self._listens = threading.Event()
        self._listens.set()

    def __enter__(self) -> "Program":
        return self.open()

    def __exit__(self, *problem: object) -> None:
        self.close()

    def open(self, **handshake: Any) -> "Program":
        """Connect, and return when it is welcome."""
        seen = len(self.frames)
        self.connect(**handshake)
        until(lambda: self.told("welcome", seen) or self.code is not None)
        assert self.code is None, f"closed with {self.code}"
        return self

    def connect(
        self, headers: dict[str, str] | None = None, subprotocols: Any = ("avance.v1",)
    ) -> None:
        """Only connect."""
        self.code = None
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        opening = connect(
            self.address.replace("http", "ws", 1) + self.path,
            additional_headers=signed if headers is None else headers,
            subprotocols=list(subprotocols) or None,
            open_timeout=30,
            close_timeout=2,
            max_size=2**22,
            max_queue=1,
            ping_interval=None,
        )
        self._open = ExitStack()
        self._socket = self._open.enter_context(opening)
        self._reader = threading.Thread(target=self._read, args=(self._socket,), daemon=True)
        self._reader.start()

    @property
    def subprotocol(self) -> str | None:
        """What was agreed on."""
        assert self._socket is not None
        return self._socket.subprotocol

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """Ask for something; its answer, `ok` or `error`."""
        request = {"op": op, "id": f"p{next(self._ids)}", **fields}
        check(request)
        self.send(json.dumps(request))
        until(lambda: self._answers(request["id"]) or self.code is not None)
        assert self.code is None, f"closed with {self.code}"
        return self._answers(request["id"])[0]

    def does(self, op: str, **fields: Any) -> dict[str, Any]:
        """Ask for something that is done."""
        answer = self.ask(op, **fields)
        assert answer["type"] == "ok", answer
        return answer

    def follow(self, **what: Any) -> str:
        """Subscribe, and return when all is caught up; the subscription's id."""
        sub = str(self.does("subscribe", **what)["id"])
        until(lambda: any(sub in frame["subs"] for frame in self.told("live")))
        return sub

    def refused(self, text: str | bytes) -> dict[str, Any]:
        """Send nonsense; the error that answers it."""
        seen = len(self.frames)
        self.send(text)
        until(lambda: self.told("error", seen) or self.code is not None)
        assert self.code is None, f"closed with {self.code}"
        return self.told("error", seen)[0]

    def send(self, data: str | bytes) -> None:
        """Send anything."""
        assert self._socket is not None
        self._socket.send(data)

    def ignore(self) -> None:
        """Leave what it is told on the way, from now on."""
        self._listens.clear()

    def listen(self) -> None:
        """Hear what there is, again."""
        self._listens.set()

    def close(self) -> None:
        """Leave."""
        self._open.close()
        if self._reader is not None:
            self._reader.join(5)

    def cut(self) -> None:
        """Leave without a word, as a network that breaks."""
        assert self._socket is not None
        self._socket.socket.close()

    def come_back(self, seconds: float = 40, **what: Any) -> "Program":
        """Connect until it works, then follow `what` from where it was."""

        def back() -> bool:
            try:
                self.open()
            except (OSError, ConnectionClosed, AssertionError, EOFError):
                return False
            return True

        until(back, seconds)
        self.follow(**what, since=self.have, after=self.after)
        return self

    def closed(self, seconds: float = 15) -> int:
        """Wait until the server has closed the socket; the code."""
        until(lambda: self.code is not None, seconds)
        assert self.code is not None
        return self.code

    def told(self, kind: str, start: int = 0) -> list[dict[str, Any]]:
        """The frames of one type, in order."""
        return [frame for frame in self.frames[start:] if frame["type"] == kind]

    def milestones(self, run: Any, start: int = 0) -> list[tuple[int, str]]:
        """Number and kind of each milestone that it was told of a run."""
        return [
            (frame["at"]["n"], frame["kind"])
            for frame in self.told("event", start)
            if frame["run"] == str(run) and frame["kind"] != TICK
        ]

    def ticks(self, run: Any, start: int = 0) -> list[dict[str, Any]]:
        """Each tick of a run."""
        return [
            frame
            for frame in self.told("event", start)
            if frame["run"] == str(run) and frame["kind"] == TICK
        ]

    def snapshots(self, run: Any, start: int = 0) -> list[dict[str, Any]]:
        """Each snapshot of a run."""
        return [frame for frame in self.told("snapshot", start) if frame["run"] == str(run)]

    def hears(self, run: Any, kind: str, seconds: float = 30) -> None:
        """Wait until it is told of a milestone."""
        until(lambda: kind in {told for _, told in self.milestones(run)}, seconds)

    def hears_end(self, run: Any, seconds: float = 60) -> str:
        """Wait until it is told how a run ended; the milestone's kind."""
        until(lambda: ENDS & {kind for _, kind in self.milestones(run)}, seconds)
        return (ENDS & {kind for _, kind in self.milestones(run)}).pop()

    def _answers(self, id_: str) -> list[dict[str, Any]]:
        found = [*self.told("ok"), *self.told("error")]
        return [frame for frame in found if frame.get("id") == id_]

    def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed, OSError):
            for text in socket:
                frame = check(text)
                self._note(frame)
                self.frames.append(frame)
                self._listens.wait()
        if socket is self._socket:
            self.code = socket.close_code or 1006

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["type"] in {"event", "snapshot"}:
            self.have[frame["run"]] = frame["at"]
        elif frame["type"] == "live":
            self.after = frame["time"]
