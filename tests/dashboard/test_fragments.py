"""Fragments of runs that wait: what holds them is not read anew for each."""

import uuid
from typing import Any

import pytest

from dashboard import waiting
from dashboard.fragments import Look, render
from proyecto.progress.models import TaskRun
from tests.dashboard.runs import ask, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture
def runs(people: People) -> list[TaskRun]:
    """They wait in a queue of their own."""
    owner, queue = people.new(), f"nobody-{uuid.uuid4().hex[:8]}"
    return [told(ask(owner, queue=queue)) for _ in range(3)]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queues that were read, and how often the broker was asked."""
    seen: list[str] = []

    def noted(name: str) -> Any:
        real = getattr(waiting, name)

        def act(*given: Any) -> Any:
            seen.append(name)
            return real(*given)

        return act

    for name in ("lines", "answers"):
        monkeypatch.setattr(waiting, name, noted(name))
    return seen


def test_a_queue_is_read_once_a_second_however_many_are_rendered(
    runs: list[TaskRun], read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [7.0]
    monkeypatch.setattr(waiting, "monotonic", lambda: clock[0])
    for run in runs:
        for staff in (False, True):
            html = render(str(run.pk), Look("tareas", "en", "UTC", staff))
            assert f'id="waiting-{run.pk}"' in html
    assert read == ["lines", "answers"]
    clock[0] += 1
    render(str(runs[0].pk), Look("tareas", "en", "UTC", staff=False))
    assert read == ["lines", "answers"] * 2


def test_for_guests_who_are_not_told_why_nothing_is_read(
    runs: list[TaskRun], read: list[str]
) -> None:
    assert str(runs[0].pk) in render(str(runs[0].pk), Look("compartida", "en", "UTC", staff=False))
    assert read == []
