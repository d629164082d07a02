"""What a program does in the sandbox, for the tests."""

import uuid

from dashboard.api.sandbox.plays import FIXED
from tests.stack.program import Program

NAMES = {name: str(run) for run, name in FIXED.items()}
FAST = 20


def play(program: Program, script: str, speed: int = FAST) -> str:
    """Start a script and follow it from its first event on, however slow this machine is."""
    program.follow(to="mine")
    return begin(program, script, speed)


def begin(program: Program, script: str, speed: int = FAST) -> str:
    """Start a script."""
    key = str(uuid.uuid4())
    return str(program.does("start", task=script, key=key, args={"speed": speed})["run"])


def numbers(program: Program, run: str) -> list[int]:
    """What it knows of a run: by the snapshots, and by all that it was told."""
    return [n for n, _kind in program.milestones(run)]


def nothing_is_missing_or_doubled(program: Program, run: str) -> None:
    """By number, over all connections: from what it was told first, one by one."""
    told = numbers(program, run)
    heard = next(frame for frame in program.frames if frame.get("run") == run and "at" in frame)
    first = heard["at"]["n"] + (heard["type"] == "snapshot")
    assert told == list(range(first, first + len(told)))
    places = [
        (frame["at"]["epoch"], frame["at"]["seq"])
        for frame in program.told("event")
        if frame["run"] == run
    ]
    assert len(places) == len(set(places))
