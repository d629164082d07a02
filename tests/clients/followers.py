"""The same question put to each client: what does it tell of a run, and how does that end?"""

import asyncio
import json
import subprocess
import threading
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from avance_client import AsyncClient, AvanceError, Client, Event, Place

FOLLOW_JS = Path(__file__).parent / "js" / "follow.mjs"
LONGEST_SECONDS = 150


@dataclass
class Told:
    """Each event as (kind, n, permille, replayed), and of which run; and the name of the error that
    ended it, if one did."""

    events: list[tuple[str, int, int, bool]] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    error: str = ""
    ends: int = 0
    last: dict[str, Any] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, *_ in self.events]

    @property
    def milestones(self) -> list[tuple[int, str]]:
        """As `tests.live.story.kept` gives them."""
        return [(n, kind) for kind, n, *_ in self.events if kind not in {"run.tick", *STATES}]

    def of(self, run: str) -> list[tuple[int, str]]:
        """The milestones of one run among many."""
        named = zip(self.runs, self.events, strict=True)
        mine = [event for name, event in named if name == run]
        return Told(mine).milestones

    def read(self, said: dict[str, Any]) -> None:
        """A line of js/follow.mjs."""
        if "error" in said:
            self.error = said["error"]
            return
        self.events.append((said["kind"], said["n"], said["permille"], said["replayed"]))
        self.runs.append(said["run"])
        self.ends += said["end"]
        self.last = said["at"]

    def note(self, event: Event) -> None:
        place = event.at
        self.events.append((event.kind, place.n, event.live.progress.permille, event.replayed))
        self.runs.append(event.run)
        self.ends += event.is_end
        self.last = place.plain()


@dataclass(frozen=True)
class Asked:
    """`run` "" is all of theirs, of which `ends` ends are enough. `patience` is the client's;
    `told` is filled meanwhile."""

    url: str
    token: str
    run: str
    since: Place | None = None
    ends: int = 0
    patience: float | None = None
    sandbox: bool = False
    told: Told = field(default_factory=Told)

    def enough(self) -> bool:
        """Whether it may leave."""
        return not self.run and self.told.ends == self.ends


STATES = ("snapshot", "reset")
Follower = Callable[..., Told]


def follow_sync(*given: Any, **named: Any) -> Told:
    """With `Client`, of what is `Asked`."""
    asked = Asked(*given, **named)
    client = Client(asked.url, asked.token, patience=asked.patience, sandbox=asked.sandbox)
    try:
        for event in client.follow(asked.run, asked.since) if asked.run else client.follow_mine():
            asked.told.note(event)
            if asked.enough():
                break
    except AvanceError as problem:
        asked.told.error = type(problem).__name__
    return asked.told


def follow_async(*given: Any, **named: Any) -> Told:
    """With `AsyncClient`."""
    asked = Asked(*given, **named)

    async def follow() -> None:
        client = AsyncClient(asked.url, asked.token, patience=asked.patience, sandbox=asked.sandbox)
        mine = client.follow(asked.run, asked.since) if asked.run else client.follow_mine()
        try:
            async with aclosing(mine):
                async for event in mine:
                    asked.told.note(event)
                    if asked.enough():
                        break
        except AvanceError as problem:
            asked.told.error = type(problem).__name__

    asyncio.run(asyncio.wait_for(follow(), LONGEST_SECONDS))
    return asked.told


def follow_node(*given: Any, **named: Any) -> Told:
    """With avance.js and the WebSocket that Node 22 has, and Node 20 behind a flag."""
    return _node(Asked(*given, **named), {}, "--experimental-websocket")


def follow_node_events(*given: Any, **named: Any) -> Told:
    """With avance.js where there is no WebSocket: by server-sent events."""
    return _node(Asked(*given, **named), {"WebSocket": None})


def _node(asked: Asked, options: dict[str, Any], *flags: str) -> Told:
    options |= {"patience": asked.patience, "sandbox": asked.sandbox}
    since = asked.since.plain() if asked.since else None
    said = {"url": asked.url, "token": asked.token, "run": asked.run, "ends": asked.ends}
    script = json.dumps(said | {"since": since, "options": options})
    command = ["node", "--no-warnings", *flags, str(FOLLOW_JS), script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdout is not None
        late = threading.Timer(LONGEST_SECONDS, node.kill)
        late.start()
        for line in node.stdout:
            asked.told.read(json.loads(line))
        late.cancel()
    assert node.returncode == 0
    return asked.told


SOCKETS: list[Follower] = [follow_sync, follow_async, follow_node]
EVERY: list[Follower] = [*SOCKETS, follow_node_events]
