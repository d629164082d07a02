"""What runs inside the worker for `bench.report`: the loops that are measured."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from channels_redis.core import RedisChannelLayer
from django.conf import settings

from bench.stage import until
from proyecto.progress import live
from proyecto.progress.events import decode_event
from proyecto.progress.vocabulary import KINDS, Kind
from workers.base import progress_task

TASK = "medir_report"
KINDS[TASK] = Kind(TASK, phases={"contar": 1})

ITEMS = 20_000
ROUNDS = 6


@progress_task(TASK)  # type: ignore[arg-type]
def medir_report(self: Any, loops: list[int], tutorial_calls: int, rounds: int) -> dict[str, Any]:
    """Every figure, in one run of one attempt in a real prefork child. The rounds go through all
    variants, so that a busy moment of the machine hits all of them."""
    self.report(0, 1, phase="contar")
    seen = [
        [*(_loop(self, calls) for calls in loops), _tutorial(self, tutorial_calls)]
        for _ in range(rounds)
    ]
    *loops_seen, tutorial = (_median(variant) for variant in zip(*seen, strict=True))
    return {"loops": loops_seen, "tutorial": tutorial, "slowdown": _slowdown(self)}


def _median(variant: tuple[dict[str, float], ...]) -> dict[str, float]:
    """The median of each number; `best_ns` is the quickest round."""
    numbers = {name: statistics.median(one[name] for one in variant) for name in variant[0]}
    return numbers | {"best_ns": min(one["wall_ns"] for one in variant)}


def _loop(run: Any, calls: int) -> dict[str, float]:
    """`report` in a tight loop; what reached Redis of it, the last value included."""
    store = live.LiveStore()
    while _told(store, run) != 0:  # said again, should the phase be told after its first number
        run.report(0, calls)
    before, connections = store.tops([run.run_id])[run.run_id].at.seq, _connections(store)
    report = run.report
    cpu, started = time.process_time(), time.perf_counter()
    for done in range(1, calls + 1):
        report(done, calls)
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    until(lambda: _told(store, run) == calls)
    return {
        "calls": calls,
        "wall_ns": wall / calls * 1e9,
        "cpu_ns": cpu / calls * 1e9,
        "entries": store.tops([run.run_id])[run.run_id].at.seq - before,
        "connections": _connections(store) - connections,
    }


def _tutorial(run: Any, calls: int) -> dict[str, float]:
    """The same news as tutorials send it: `update_state`, then `group_send` through
    `async_to_sync`, on the channel layer that they install."""
    store = live.LiveStore()
    layer = RedisChannelLayer(hosts=[settings.REDIS_URL])
    connections = _connections(store)
    cpu, started = time.process_time(), time.perf_counter()
    for done in range(1, calls + 1):
        meta = {"current": done, "total": calls, "percent": 100 * done // calls}
        run.update_state(task_id=run.run_id, state="PROGRESS", meta=meta)
        message = {"type": "progress.update", "task_id": run.run_id, **meta}
        async_to_sync(layer.group_send)(f"task_{run.run_id}", message)
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    return {
        "calls": calls,
        "wall_ns": wall / calls * 1e9,
        "cpu_ns": cpu / calls * 1e9,
        "connections": _connections(store) - connections,
    }


def _slowdown(run: Any) -> dict[str, float]:
    """A loop that keeps the interpreter busy, with and without a report for each item, paired
    A B B A. CPU of the whole process: what the teller's thread takes is in it."""

    def silent() -> None:
        for _ in range(ITEMS):
            _work()

    def reporting() -> None:
        for done in range(ITEMS):
            _work()
            run.report(done, ITEMS)

    cpu, wall = [], []
    for _ in range(ROUNDS):
        a, b, c, d = (_cost(act) for act in (silent, reporting, reporting, silent))
        cpu.append((b[0] + c[0]) / (a[0] + d[0]))
        wall.append((b[1] + c[1]) / (a[1] + d[1]))
    return {
        "item_us": _cost(silent)[0] / ITEMS * 1e6,
        "items": ITEMS,
        "rounds": ROUNDS,
        "cpu": statistics.median(cpu),
        "wall": statistics.median(wall),
    }


def _work() -> int:
    """About 20 us of plain Python, which never lets go of the interpreter by itself."""
    return sum(range(2000))


def _cost(act: Callable[[], None]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return time.process_time() - cpu, time.perf_counter() - wall


def _told(store: live.LiveStore, run: Any) -> float | None:
    """The newest that Redis knows."""
    top = store.tops([run.run_id]).get(run.run_id)
    return decode_event(top.data).live.progress.done if top else None


def _connections(store: live.LiveStore) -> int:
    """How many were ever opened to this Redis."""
    return int(store.client.info("stats")["total_connections_received"])
