"""What a program does in the sandbox, for the tests."""

import uuid

from dashboard.api.sandbox.plays import FIXED
from tests.stack.program import Program

NAMES = {name: str(run) for run, name in FIXED.items()}
FAST = 20


def begin(program: Program, script: str, speed: int = FAST) -> str:
    """Start a script."""
    key = str(uuid.uuid4())
    return str(program.does("start", task=script, key=key, args={"speed": speed})["run"])


def numbers(program: Program, run: str) -> list[int]:
    """What it knows of a run: by the snapshots, and by all that it was told."""
    return [n for n, _kind in program.milestones(run)]


def nothing_is_missing_or_doubled(program: Program, run: str) -> None:
    first, told = program.snapshots(run)[0]["at"]["n"], numbers(program, run)
    assert told == list(range(first + 1, first + 1 + len(told)))
    places = [
        (frame["at"]["epoch"], frame["at"]["seq"])
        for frame in program.told("event")
        if frame["run"] == run
    ]
    assert len(places) == len(set(places))
