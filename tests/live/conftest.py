"""The running product for the tests of this folder: one stack, mended after each that breaks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import OPEN
from tests.stack.people import People, Person
from tests.stack.place import Place
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack
from tests.stack.visitor import Visitor
from tests.workers.engines import clips


@pytest.fixture(scope="package")
def running(place: Place, redis_process: RedisProcess, committed: None) -> Iterator[Stack]:
    """Up until the last test of this folder; then no run of theirs is left open, which would
    disturb tests of the ledger."""
    stack = Stack(place, dict(place.environment), redis_process)
    yield stack
    stack.end()
    for run in TaskRun.objects.filter(state__in=OPEN):
        record.request_cancel(run.pk)
        record.cancelled(run.pk, run.attempt)


@pytest.fixture
def stack(running: Stack) -> Iterator[Stack]:
    """Web and the video worker up; whatever the test does to them is put right after it."""
    yield running.mend("web", "video")
    running.mend("web", "video")


@pytest.fixture
def person(people: People) -> Person:
    """Somebody signed in."""
    return people.sign_in()


@pytest.fixture
def visitor(stack: Stack, person: Person) -> Visitor:
    """The same person, over HTTP."""
    return Visitor(stack.address, person)


@pytest.fixture(scope="session")
def short_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds with sound: converted in a moment."""
    return clips.film(tmp_path_factory.mktemp("films") / "corto.mp4")


@pytest.fixture(scope="session")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Takes long enough to convert to interfere."""
    return clips.busy(tmp_path_factory.mktemp("films") / "largo.mp4", seconds=10)
