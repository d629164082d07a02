"""A world to act upon once, and attempts of runs that do so."""

from typing import Any

import pytest

from proyecto.progress import record
from proyecto.progress.models import Effect, TaskRun
from tests.stack.guion import guion
from tests.workers.conftest import Play
from workers.active import ActiveRun


@pytest.fixture
def run(play: Play, redis_process: Any) -> TaskRun:
    """Held by this process."""
    return claimed(play(queue="nobody-effects"))


@pytest.fixture
def active(run: TaskRun) -> ActiveRun:
    return ActiveRun(guion, run)


@pytest.fixture
def key(run: TaskRun) -> str:
    return f"charge:test:{run.pk}"


class World:
    """The other side: it remembers what was done to it, and may answer badly."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.asked = 0
        self.trouble: list[BaseException | None] = []

    def act(self) -> dict[str, int]:
        """It happens; trouble may come after."""
        self.done.append("charge")
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble:
            raise trouble
        return {"number": len(self.done)}

    def ask(self) -> dict[str, int] | None:
        """Did it?"""
        self.asked += 1
        return {"number": len(self.done)} if self.done else None


@pytest.fixture
def world() -> World:
    return World()


def claimed(run: TaskRun) -> TaskRun:
    """The run, held by the next attempt."""
    held = record.claim(run.pk, "w")
    assert held is not None
    return held


def next_attempt(run: TaskRun) -> ActiveRun:
    """The run after its worker was lost."""
    assert record.lose(run.pk, TaskRun.objects.get(pk=run.pk).attempt)
    return ActiveRun(guion, claimed(run))


def row(key: str) -> Effect:
    return Effect.objects.get(key=key)
