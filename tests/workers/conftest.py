"""A real worker for the scripted task, with beat to rescue what it loses; and how to ask it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from proyecto.progress import weights
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import ENDED
from tests.scripts.waiting import until
from tests.stack.people import People
from tests.stack.place import Place
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack

Play = Callable[..., TaskRun]


@pytest.fixture(scope="package")
def crew(place: Place, redis_process: RedisProcess, committed: None) -> Iterator[Stack]:
    """The worker and beat, for all tests of this folder."""
    stack = Stack(place, dict(place.environment), redis_process)
    yield stack.start("guion", "beat")
    stack.end()


@pytest.fixture(scope="session")
def play(people_of_session: People) -> Play:
    """Launch the scripted task with these steps."""
    owner = people_of_session.new()

    def played(*steps: Any, task: str = "guion", **given: Any) -> TaskRun:
        return launch(task, list(steps), owner=owner, **given)

    return played


@pytest.fixture(scope="session")
def people_of_session(committed: None) -> People:
    """For fixtures that outlive one test."""
    return People()


@pytest.fixture(scope="session")
def anyone(place: Place) -> Celery:
    """Somebody else's program that knows nothing of runs and asks Celery for results. Ours stays
    the current one of this process."""
    where = place.redis.url
    return Celery("anyone", broker=where, backend=where, set_as_current=False)


@pytest.fixture
def as_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Phases of what is launched here weigh what they declare, not what others' runs taught."""
    monkeypatch.setattr(weights, "RUNS", 0)


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Path]:
    """A file for which a run waits; made at the latest when the test is over."""
    path = tmp_path / "gate"
    yield path
    path.touch()


def now(run: TaskRun) -> TaskRun:
    """The row as it is."""
    return TaskRun.objects.get(pk=run.pk)


def ended(run: TaskRun, seconds: float = 30) -> TaskRun:
    """The run, once it has come to its end."""
    until(lambda: now(run).state in ENDED, seconds)
    return now(run)


def started(run: TaskRun) -> TaskRun:
    """The run, once a worker holds it."""
    until(lambda: now(run).attempt > 0)
    return now(run)


def types(run: TaskRun) -> list[str]:
    """Its milestones so far."""
    return list(run.events.order_by("n").values_list("type", flat=True))
