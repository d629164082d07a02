"""Many programs at once, in one event loop: each follows a run, comes back by itself when it is cut
off, and keeps the number of every milestone that it was told."""

import asyncio
import json
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

TICK = "run.tick"
ENDS = {"run.succeeded", "run.failed", "run.cancelled", "run.expired"}
# Those who come back do so within this long.
SPREAD_SECONDS = 3.0


class Member:
    """One of them. `numbers` are milestones in the order in which it heard of them, `problems` what
    must not be."""

    def __init__(self, url: str, token: str, run: str) -> None:
        self.url, self.token, self.run = url, token, run
        self.numbers: list[int] = []
        self.first = 0
        self.have: dict[str, Any] | None = None
        self.ended = self.live = False
        self.broker = True
        self.connections = 0
        self.problems: list[str] = []

    async def follow(self) -> None:
        """To the end of the run, whatever comes between."""
        while not self.ended:
            self.live = False
            with suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError, EOFError):
                await self._listen()
            if not self.ended:
                await asyncio.sleep(random.random() * SPREAD_SECONDS)

    async def _listen(self) -> None:
        async with connect(
            self.url,
            additional_headers={"Authorization": f"Bearer {self.token}"},
            subprotocols=["avance.v1"],
            open_timeout=60,
            close_timeout=1,
            ping_interval=None,
            compression=None,
        ) as socket:
            self.connections += 1
            since = {self.run: self.have} if self.have else {}
            asked = {"op": "subscribe", "id": "s", "run": self.run, "since": since}
            await socket.send(json.dumps(asked))
            async for text in socket:
                self._hear(json.loads(text))
                if self.ended:
                    return

    def _hear(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "error":
                self.problems.append(f"{frame['code']}: {frame['message']}")
            case "live":
                self.live = True
            case "welcome":
                self.broker = frame["broker"]
            case "broker":
                self.broker = frame["up"]
            case "snapshot":
                self._begin(frame)
            case "event":
                self.have = frame["at"]
                if frame["kind"] != TICK:
                    self.numbers.append(frame["at"]["n"])
                self.ended = frame["kind"] in ENDS and not frame["replayed"]

    def _begin(self, frame: dict[str, Any]) -> None:
        if self.have is None:
            self.first = frame["at"]["n"]
        elif frame["reset"] or not frame["recovered"]:
            self.problems.append(f"not recovered from {self.have}: {frame['at']}")
        self.have = frame["at"]
        self.ended = frame["live"]["state"] in {"SUCCESS", "FAILURE", "REVOKED"}


class Crowd:
    """All of them, in the loop of the test."""

    def __init__(self, members: list[Member]) -> None:
        self.members = members
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Crowd":
        for number, member in enumerate(self.members):
            self._tasks.append(asyncio.create_task(member.follow()))
            if number % 50 == 49:
                await asyncio.sleep(0.05)
        return self

    async def __aexit__(self, *problem: object) -> None:
        if problem[0] is None:  # they have all heard the end, and say goodbye
            await asyncio.wait(self._tasks, timeout=30)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def all(self, condition: Callable[[Member], bool], seconds: float) -> None:
        """Wait until something holds for every one."""
        deadline = asyncio.get_running_loop().time() + seconds
        while left := [one for one in self.members if not condition(one)]:
            assert asyncio.get_running_loop().time() < deadline, (
                f"not within {seconds} s for {len(left)}; one has {left[0].numbers}, "
                f"{left[0].problems}"
            )
            await asyncio.sleep(0.1)
