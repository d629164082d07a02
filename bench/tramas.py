"""`python -m bench.tramas`: what hostile frames do to `/ws/v1/`: nothing.

100,000 frames from a seed over several sockets, in a real server. What counts: no socket is closed
with a code of ours for our own faults, no answer but the closed errors, no group left in Redis, and
a process that is as large at the end as after a quarter of it.
"""

import asyncio
import json
import os
import sys
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field

import psutil
import redis
from websockets.asyncio.client import ClientConnection, connect

from bench.hostile import Hostile
from bench.report import machine
from bench.stage import stage, until
from scripts.local import ports

FRAMES = int(os.environ.get("BENCH_FRAMES", "100000"))
SOCKETS = 8
SEED = 1
TOGETHER = 20
# After a quarter, everything that grows once has grown.
GOAL_GROWTH = 1.10


@dataclass
class Tally:
    """What came back."""

    codes: Counter[str] = field(default_factory=Counter)
    closes: Counter[int] = field(default_factory=Counter)
    sent: int = 0
    rss: list[int] = field(default_factory=list)


def main() -> int:
    with stage() as place:
        place.start_redis()
        place.prepare_django()
        port = ports.any_free()
        os.environ["API_MESSAGES_PER_MINUTE"] = str(10**9)
        where = ("-b", "127.0.0.1", "-p", str(port))
        server = place.start(
            "web", [sys.executable, "-m", "dashboard.server", *where, "asgi:application"]
        )
        until(lambda: answers(port))
        token, runs = people()
        before = groups()
        started = time.monotonic()
        tally = asyncio.run(play(f"ws://127.0.0.1:{port}/ws/v1/", token, runs, server.pid))
        seconds = time.monotonic() - started
        until(lambda: groups() == before, 30)
        faults = place.log_of("web").count("Traceback")
    return show(tally, seconds, faults)


def people() -> tuple[str, list[str]]:
    """A token, and runs of its owner and of somebody else."""
    from django.contrib.auth import get_user_model

    from proyecto.progress.launch import launch
    from proyecto.progress.tokens import Scope, make_token

    ana, luis = (get_user_model().objects.create_user(name) for name in ("ana", "luis"))
    runs = [launch("procesar_video", 0, owner=owner, title="x") for owner in (ana, luis) * 5]
    return make_token(ana, "bench", [Scope.READ, Scope.WRITE])[1], [str(run.pk) for run in runs]


async def play(url: str, token: str, runs: list[str], pid: int) -> Tally:
    """All sockets side by side."""
    tally, process = Tally(), psutil.Process(pid)
    each = FRAMES // SOCKETS
    players = [
        asyncio.create_task(one(url, token, Hostile(SEED + number, runs), each, tally))
        for number in range(SOCKETS)
    ]
    watcher = asyncio.create_task(watch(process, tally))
    await asyncio.gather(*players)
    watcher.cancel()
    tally.rss.append(process.memory_info().rss)
    return tally


async def watch(process: psutil.Process, tally: Tally) -> None:
    """The size of the server, at every 40th part of the frames."""
    while True:
        await asyncio.sleep(0.1)
        if tally.sent * 40 // FRAMES >= len(tally.rss):
            tally.rss.append(process.memory_info().rss)


async def one(url: str, token: str, hostile: Hostile, count: int, tally: Tally) -> None:
    """One socket; a new one where it was closed."""
    frames = list(hostile.frames(count))
    while frames:
        try:
            async with connect(
                url,
                additional_headers={"Authorization": f"Bearer {token}"},
                subprotocols=["avance.v1"],
                max_size=2**24,
            ) as socket:
                while frames:
                    batch, frames = frames[:TOGETHER], frames[TOGETHER:]
                    await say(socket, batch, tally)
        except Exception:
            tally.closes[socket.close_code or 1006] += 1


async def say(socket: ClientConnection, batch: list[str | bytes], tally: Tally) -> None:
    """Some frames, and a ping after which all of them were answered."""
    for frame in batch:
        await socket.send(frame)
    tally.sent += len(batch)
    mark = f"mark-{tally.sent}"
    await socket.send(json.dumps({"op": "ping", "id": mark}))
    async for text in socket:
        frame = json.loads(text)
        if frame["type"] == "error":
            tally.codes[frame["code"]] += 1
        elif frame["type"] == "ok":
            tally.codes["ok"] += 1
            if frame["id"] == mark:
                return


def groups() -> set[bytes]:
    """The Channels groups that somebody listens to."""
    found = redis.Redis.from_url(os.environ["REDIS_URL"]).pubsub_channels()
    return {name for name in found if b"runs.user" in name or b"runs.staff" in name}


def answers(port: int) -> bool:
    """Whether the server is up."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return True
    except OSError:
        return False


def show(tally: Tally, seconds: float, faults: int) -> int:
    """Print it; the exit code says whether the goals were met."""
    quarter = tally.rss[len(tally.rss) // 4]
    growth = tally.rss[-1] / quarter
    print(f"{tally.sent:,} frames in {seconds:.0f} s over {SOCKETS} sockets")
    print(f"answers: {dict(tally.codes)}")
    print(f"closed by the server: {dict(tally.closes) or 'none'}; tracebacks: {faults}")
    print("groups left: none")
    print(
        f"server: {tally.rss[0] / 2**20:.0f} MiB at first, {quarter / 2**20:.0f} after a quarter, "
        f"{tally.rss[-1] / 2**20:.0f} at the end: {growth:.3f} x (goal {GOAL_GROWTH})"
    )
    print(machine())
    bad = tally.closes or faults or tally.codes["unavailable"]
    return int(bool(bad) or growth > GOAL_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
