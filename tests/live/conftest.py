"""The running product for the tests of this folder: one stack, mended after each that breaks it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack.people import People, Person
from tests.stack.place import Place
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack
from tests.stack.visitor import Visitor
from tests.workers.engines import clips

# Redis dies, is missed, comes back and is heard again well within this.
LONG_SECONDS = 14.0


@pytest.fixture(scope="package")
def running(place: Place, redis_process: RedisProcess, committed: None) -> Iterator[Stack]:
    """Up until the last test of this folder."""
    with Stack(place, dict(place.environment), redis_process) as stack:
        yield stack


@pytest.fixture
def stack(running: Stack) -> Iterator[Stack]:
    """Web and the video worker up; whatever the test does to them is put right after it."""
    with running.whole("web", "video"):
        yield running


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
    """Takes long enough to convert to interfere, on a fast machine as on a busy one."""
    folder = tmp_path_factory.mktemp("films")
    sample = clips.busy(folder / "prueba.mp4", seconds=1)
    started = time.monotonic()
    clips.make("-i", sample, "-c:v", "libx264", "-preset", "veryfast", "-f", "null", "-")
    pace = time.monotonic() - started  # about what the ladder takes for a second of film
    seconds = min(90, max(16, round(LONG_SECONDS / pace)))
    return clips.busy(folder / "largo.mp4", seconds=seconds)
