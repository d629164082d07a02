"""A server on which each connection goes as a test says: a stage for what a real one does hardly
ever. What counts is tried against the real one, in test_real.py."""

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

RUN = "0b0e6c5e-0000-4000-8000-000000000001"
OTHER = "0b0e6c5e-0000-4000-8000-000000000002"
STATES = {1: "PENDING", 2: "STARTED"}
END = "run.succeeded"
KINDS = ["run.queued", "run.started", "run.phase", "run.output"]


class Player:
    """One connection: says frames for the subscription that was asked for."""

    def __init__(self, connection: ServerConnection, beat_seconds: float) -> None:
        self.connection = connection
        self.say(
            "welcome", version=1, who="x", scopes=["read"], broker=True, beat_seconds=beat_seconds
        )
        self.asked: dict[str, Any] = json.loads(connection.recv(10))
        self.say("ok", id=self.asked["id"])

    def say(self, type_: str, **fields: Any) -> None:
        self.connection.send(json.dumps({"type": type_, **fields}))

    def milestone(self, n: int, kind: str = "", run: str = RUN, **fields: Any) -> None:
        """Number `n`; the end, if it is said to be."""
        self._of_run("event", run, n, kind=kind or KINDS[min(n, 4) - 1], **fields)

    def milestones(self, *numbers: int, **fields: Any) -> None:
        for n in numbers:
            self.milestone(n, **fields)

    def tick(self, n: int, seq: int, run: str = RUN, **fields: Any) -> None:
        self._of_run("event", run, n, seq, kind="run.tick", **fields)

    def snapshot(self, n: int, seq: int = 0, run: str = RUN, **fields: Any) -> None:
        flags = {"recovered": False, "reset": False}
        self._of_run("snapshot", run, n, seq, **(flags | fields))

    def live(self, time: str = "2026-11-30T12:00:00+00:00") -> None:
        self.say("live", subs=[self.asked["id"]], time=time)

    def _of_run(self, type_: str, run: str, n: int, seq: int = 0, **fields: Any) -> None:
        kind, permille = fields.get("kind", ""), fields.pop("permille", 100 * n)
        ended = fields.pop("ended", kind == END)
        live = {
            "run": run,
            "task": "procesar_video",
            "title": "Playa",
            "state": "SUCCESS" if ended else STATES.get(n, "STARTED"),
            "progress": {"permille": permille, "phases": [], "phase": ""},
            "novelty": "a field of a newer server",
        }
        at = {"epoch": fields.pop("epoch", "e"), "seq": seq or 10 * n, "n": n}
        time = "2026-11-30T12:00:00+00:00"
        self.say(type_, subs=[self.asked["id"]], run=run, at=at, live=live, time=time, **fields)

    def cut(self) -> None:
        """The network is gone: no goodbye. What was said before has been heard."""
        assert self.connection.ping().wait(10)
        self.connection.socket.shutdown(socket.SHUT_RDWR)

    def close(self, code: int) -> None:
        self.connection.close(code)

    def silence(self) -> None:
        """Say nothing until the client leaves."""
        with suppress(ConnectionClosed):
            self.connection.recv(20)


Act = Callable[[Player], None]


class Stage:
    """Each connection plays the next act; the last one is played again and again. `asked` is what
    each subscribed to."""

    def __init__(self, *acts: Act, beat_seconds: float = 15) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self._acts = list(acts)
        self._beat = beat_seconds
        self._server: Server = serve(
            self._play, "127.0.0.1", 0, subprotocols=["avance.v1"], close_timeout=1
        )
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.socket.getsockname()[1]}"

    def __enter__(self) -> "Stage":
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._server.shutdown()
        self._thread.join()

    def _play(self, connection: ServerConnection) -> None:
        act = self._acts.pop(0) if len(self._acts) > 1 else self._acts[0]
        assert connection.request is not None
        self.headers.append(dict(connection.request.headers.raw_items()))
        with suppress(ConnectionClosed, OSError):
            player = Player(connection, self._beat)
            self.asked.append(player.asked)
            act(player)
