"""`python -m bench.seguidores`: what telling one event to many programs costs the server.

CPU of the web process for each delivery, milestones of one run to all who follow it. The peer is
what the tutorials of Channels write (an AsyncJsonWebsocketConsumer on channels_redis' core layer
under Daphne), told the same JSON, in the same run, alternating.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import psutil
from asgiref.sync import sync_to_async
from websockets.asyncio.client import ClientConnection, connect

from bench.report import machine
from bench.stage import Stage, stage
from bench.stage import until as wait
from bench.tramas import answers
from scripts.local import ports

FOLLOWERS = int(os.environ.get("BENCH_FOLLOWERS", "300"))
EVENTS = 20
ROUNDS = 3
GOAL_RATIO = 5


def main() -> int:
    with stage() as place:
        place.start_redis()
        place.prepare_django()
        os.environ |= {"API_SOCKETS_PER_TOKEN": "100000", "API_MESSAGES_PER_MINUTE": "1000000"}
        ours, theirs = Ours(place), Vanilla(place)
        costs: dict[str, list[float]] = {"ours": [], "vanilla": []}
        waits: dict[str, list[float]] = {"ours": [], "vanilla": []}
        for _ in range(ROUNDS):
            for name, peer in (("ours", ours), ("vanilla", theirs)):
                cost, latest = asyncio.run(measured(peer))
                costs[name].append(cost)
                waits[name].append(latest)
    return show(costs, waits)


class Ours:
    """The product."""

    def __init__(self, place: Stage) -> None:
        from django.contrib.auth import get_user_model

        from proyecto.progress.launch import launch
        from proyecto.progress.tokens import Scope, make_token

        self.process, port = served(place, "dashboard.server", "asgi:application", "ours")
        owner = get_user_model().objects.create_user("ana")
        self.run = launch("procesar_video", 0, owner=owner, title="Playa.mp4", subject="video:1")
        token = make_token(owner, "bench", [Scope.READ])[1]
        self.url = f"ws://127.0.0.1:{port}/ws/v1/"
        self.headers = {"Authorization": f"Bearer {token}"}

    async def greet(self, socket: ClientConnection) -> None:
        """Subscribe, until it is live."""
        asked = {"op": "subscribe", "id": "s", "run": str(self.run.pk)}
        await socket.send(json.dumps(asked))
        async for text in socket:
            if '"type":"live"' in text:
                return

    def is_event(self, text: str) -> bool:
        """Whether it counts."""
        return '"kind":"run.rescheduled"' in text

    async def tell(self) -> None:
        """One event."""
        from proyecto.progress import record

        await sync_to_async(record.move)(self.run.pk, None)


class Vanilla:
    """The tutorial's."""

    headers: dict[str, str] = {}

    def __init__(self, place: Stage) -> None:
        from channels_redis.core import RedisChannelLayer

        from bench.vanilla_settings import CHANNEL_LAYERS
        from dashboard.api.told import Told
        from proyecto.progress.broadcast import event_of
        from proyecto.progress.events import Position
        from proyecto.progress.models import RunEvent

        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.vanilla_settings"
        self.process, port = served(place, "daphne", "bench.vanilla_app:application", "vanilla")
        os.environ["DJANGO_SETTINGS_MODULE"] = "proyecto.settings"
        self.url = f"ws://127.0.0.1:{port}/ws/"
        row = RunEvent.objects.get()
        self.body = json.loads(Told(str(row.run_id), Position("e", 1, 1), event_of(row)).text)
        self._config: Any = CHANNEL_LAYERS["default"]["CONFIG"]
        self._layer_of: Callable[..., Any] = RedisChannelLayer

    async def greet(self, socket: ClientConnection) -> None:
        """It is live from the start."""
        await socket.recv()

    def is_event(self, text: str) -> bool:
        """All are."""
        return True

    async def tell(self) -> None:
        """One event."""
        from bench.vanilla_app import GROUP

        layer = self._layer_of(**self._config)
        await layer.group_send(GROUP, {"type": "progress.event", "body": self.body})


def served(place: Stage, server: str, app: str, name: str) -> tuple[psutil.Process, int]:
    """A server of its own."""
    port = ports.any_free()
    command = [sys.executable, "-m", server, "-b", "127.0.0.1", "-p", str(port), app]
    process = place.start(name, command)
    wait(lambda: answers(port) or (name == "vanilla" and listens(port)))
    return psutil.Process(process.pid), port


def listens(port: int) -> bool:
    """Whether somebody answers there at all."""
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def measured(peer: Ours | Vanilla) -> tuple[float, float]:
    """Microseconds of CPU for each delivery; the median wait for the last of all, in ms."""
    sockets = []
    for _ in range(FOLLOWERS):
        socket = await connect(
            peer.url,
            additional_headers=peer.headers,
            subprotocols=["avance.v1"] if peer.headers else None,
            open_timeout=60,
            ping_interval=None,
            compression=None,
        )
        await peer.greet(socket)
        sockets.append(socket)
    waits = []
    before = cpu(peer.process)
    for _ in range(EVENTS):
        started = time.monotonic()
        hearing = [asyncio.create_task(one_event(peer, socket)) for socket in sockets]
        await peer.tell()
        async with asyncio.timeout(60):
            await asyncio.gather(*hearing)
        waits.append((time.monotonic() - started) * 1000)
    used = cpu(peer.process) - before
    await asyncio.gather(*(socket.close() for socket in sockets))
    return used / (EVENTS * FOLLOWERS) * 1e6, statistics.median(waits)


async def one_event(peer: Ours | Vanilla, socket: ClientConnection) -> None:
    """Hear the next."""
    async for text in socket:
        if peer.is_event(str(text)):
            return


def cpu(process: psutil.Process) -> float:
    """Seconds of CPU so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def show(costs: dict[str, list[float]], waits: dict[str, list[float]]) -> int:
    """Print it; the exit code says whether the goal was met."""
    print(f"{FOLLOWERS} followers of one run, {EVENTS} events, {ROUNDS} rounds")
    for name, each in costs.items():
        print(
            f"{name:>8}: {statistics.median(each):7.1f} µs of CPU a delivery "
            f"({', '.join(f'{cost:.1f}' for cost in each)}), "
            f"the last has it after {statistics.median(waits[name]):.0f} ms"
        )
    ratio = statistics.median(costs["vanilla"]) / statistics.median(costs["ours"])
    print(f"ratio: {ratio:.1f} x cheaper (goal {GOAL_RATIO})")
    print(machine())
    return int(ratio < GOAL_RATIO)


if __name__ == "__main__":
    sys.exit(main())
