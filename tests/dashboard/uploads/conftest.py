"""The product's own web process, in the place of this session of tests, and persons to sign in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proyecto.dominio.models import Video
from proyecto.progress.models import TaskRun
from tests.dashboard.server.process import ServerProcess
from tests.dashboard.uploads.client import TusClient
from tests.stack.people import People, Person
from tests.stack.place import Place
from tests.stack.redis import RedisProcess

Start = Callable[..., ServerProcess]


def start_web(place: Place, **settings: str) -> ServerProcess:
    return ServerProcess(application="asgi:application", **(dict(place.environment) | settings))


@pytest.fixture(scope="package")
def web(place: Place, redis_process: RedisProcess, committed: None) -> Iterator[ServerProcess]:
    """A server with chunks of a mebibyte, for tests that leave it alone."""
    web = start_web(place, UPLOAD_CHUNK_BYTES=str(2**20))
    yield web
    web.end()


@pytest.fixture
def start(place: Place, redis_process: RedisProcess, committed: None) -> Iterator[Start]:
    """Servers with settings of their own, or to be killed."""
    started: list[ServerProcess] = []

    def start(**settings: str) -> ServerProcess:
        started.append(start_web(place, **settings))
        return started[-1]

    yield start
    for server in started:
        server.end()


@pytest.fixture
def person(people: People) -> Iterator[Person]:
    """Somebody signed in, of whom nothing is left for any worker to find."""
    person = people.sign_in()
    yield person
    TaskRun.objects.filter(owner=person.user).delete()
    person.user.delete()


@pytest.fixture
def client(web: ServerProcess, person: Person) -> TusClient:
    return TusClient(web.port, person)


@pytest.fixture
def parts(place: Place) -> Path:
    """Where parts lie."""
    return Path(place.environment["VAR_DIR"]) / "uploads"


@pytest.fixture
def runs_of() -> Callable[[Video], list[TaskRun]]:
    """The runs about a video."""

    def runs_of(video: Video) -> list[TaskRun]:
        return list(TaskRun.objects.filter(subject=video.asunto))

    return runs_of
