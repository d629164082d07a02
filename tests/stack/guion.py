"""A task for tests whose script the test writes: every kind of task body in one.

`steps` are lists: the name of a step and what it needs. Where a step waits, it waits for a file
that the test makes, so nothing depends on how fast a machine is.
"""

import errno
import time
from pathlib import Path
from typing import Any

from proyecto.progress.vocabulary import KINDS, Kind
from workers.base import progress_task
from workers.outcomes import NotDone, Rejected, Transient

NAME = "guion"
QUEUE = "guion"
PHASES = {"uno": 1.0, "dos": 3.0}
SHORT = "guion_corto"
KINDS.setdefault(NAME, Kind(NAME, queue=QUEUE, phases=PHASES, attempts=3))
# Told to stop after a second, killed after three.
KINDS.setdefault(SHORT, Kind(SHORT, queue=QUEUE, attempts=2, time_limit=3))


def made(problem: str) -> Exception:
    """A new exception of a kind."""
    return {
        "os": OSError(errno.EIO, "the disk made a noise"),
        "disk_full": OSError(errno.ENOSPC, "no space left"),
        "memory": MemoryError("too much"),
        "bug": ZeroDivisionError("a bug"),
        "transient": Transient("stalled", "a detail for experts", seconds=3),
        "rejected": Rejected("not_media", container="text"),
        "connection": ConnectionResetError("gone"),
    }[problem]


def play(self: Any, steps: list[list[Any]]) -> Any:
    """Step after step; what the last one gives."""
    result = None
    for name, *given in steps:
        result = STEPS[name](self, *given)
    return result


def phase(self: Any, name: str) -> None:
    """Enter a phase."""
    self.report(0, 1, phase=name)


def report(self: Any, done: float, total: float) -> None:
    """Say how far."""
    self.report(done, total)


def many(self: Any, count: int) -> float:
    """Report `count` times as fast as it goes; seconds of this thread that it took."""
    started = time.thread_time()
    for number in range(count):
        self.report(number + 1, count)
    return time.thread_time() - started


def say(self: Any, text: str, level: str = "info", times: int = 1) -> float:
    """Log a line, `times` times with its number; seconds of this thread that it took."""
    started = time.thread_time()
    for number in range(times):
        self.log(text.replace("{n}", str(number + 1)), level)
    return time.thread_time() - started


def message(self: Any, text: str) -> None:
    """Say what is being done."""
    self.report(message=text)


def until(self: Any, path: str) -> None:
    """Wait for a file, as work that reports does: it hears of Stop."""
    while not Path(path).exists():
        self.checked()
        time.sleep(0.02)


def deaf(self: Any, path: str) -> None:
    """Wait for a file and hear of nothing."""
    while not Path(path).exists():
        time.sleep(0.02)


def swallow(self: Any, path: str) -> None:
    """Work that catches every Exception at every step, as careless code does."""
    while not Path(path).exists():
        try:
            self.report(1, 2)
            time.sleep(0.02)
        except Exception:
            continue


def mark(self: Any, path: str, text: str = "x") -> None:
    """The effect that counts: one more line in a file."""
    with Path(path).open("a") as file:
        file.write(f"{text}\n")


def effect(self: Any, key: str, path: str, how: dict[str, Any]) -> Any:
    """An effect: one more line in a file. It may wait for files `before` and `after` it is done,
    be `refused`, and be asked about (`ask`)."""

    def act() -> dict[str, int]:
        if "refused" in how:
            raise NotDone(made(how["refused"]))
        if "before" in how:
            deaf(self, how["before"])
        mark(self, path)
        if "after" in how:
            deaf(self, how["after"])
        return {"lines": lines()}

    def ask() -> dict[str, int] | None:
        return {"lines": lines()} if Path(path).exists() else None

    def lines() -> int:
        return len(Path(path).read_text().splitlines())

    given = {name: how[name] for name in ("facts", "unknown") if name in how}
    return self.effect(
        key, act, kind=how.get("kind", "charge"), ask=ask if how.get("ask") else None, **given
    )


def output(self: Any, facts: dict[str, Any]) -> None:
    """Say that part of the result can be used."""
    self.output(**facts)


def fail(self: Any, problem: str, last_attempt: int = 99) -> None:
    """Raise a problem, up to an attempt."""
    if self.attempt <= last_attempt:
        raise made(problem)


def give(self: Any, value: Any) -> Any:
    """The result."""
    return value


ALL = (phase, report, many, say, message, until, deaf, swallow, mark, effect, output, fail, give)
STEPS = {step.__name__: step for step in ALL}


@progress_task(NAME)  # type: ignore[arg-type]
def guion(self: Any, steps: list[list[Any]]) -> Any:
    """Play the steps."""
    return play(self, steps)


@progress_task(SHORT)  # type: ignore[arg-type]
def guion_corto(self: Any, steps: list[list[Any]]) -> Any:
    """Play the steps in little time."""
    return play(self, steps)
