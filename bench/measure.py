"""CPU seconds and memory of what runs here and of the children that it starts."""

import gc
import os
import platform
import re
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

MIB = 1024


@dataclass(frozen=True)
class Cost:
    """`cpu` of this process and its children, `wall`, both in seconds; `grown` and `child` in MiB:
    how much more memory this process had at most, and the most that any child had."""

    cpu: float
    wall: float
    grown: float
    child: float
    result: Any


def cost(act: Callable[[], Any]) -> Cost:
    """What one call takes."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before, started, used = _status("VmRSS"), time.perf_counter(), _cpu()
    result = act()
    return Cost(
        cpu=_cpu() - used,
        wall=time.perf_counter() - started,
        grown=(_status("VmHWM") - before) / MIB,
        child=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MIB,
        result=result,
    )


def best(acts: dict[str, Callable[[], Any]], rounds: int) -> dict[str, Cost]:
    """The quickest call of each, in turns there and back, so that a noisy machine spoils all;
    `grown` is that of the call which needed most, as later ones use again what it left."""
    found: dict[str, Cost] = {}
    for n in range(rounds):
        for name in list(acts) if n % 2 == 0 else reversed(list(acts)):
            now = cost(acts[name])
            known = found.get(name, now)
            quicker = min(known, now, key=lambda one: one.wall)
            found[name] = replace(quicker, grown=max(known.grown, now.grown))
    return found


def load() -> str:
    """The version, and how busy the machine is."""
    busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    return f"Python {platform.python_version()}, {busy}"


def verdict(name: str, value: float, goal: float, unit: str = "", least: bool = False) -> str:
    """One line: what was measured, beside what it was to be."""
    good = value >= goal if least else value <= goal
    word = "at least" if least else "at most"
    return (
        f"{name}: {value:,.2f}{unit} (goal {word} {goal:,g}{unit}): {'met' if good else 'MISSED'}"
    )


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _status(name: str) -> int:
    """KiB."""
    found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])
