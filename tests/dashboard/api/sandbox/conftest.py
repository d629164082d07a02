"""The real server with the real application, and nothing behind it: no database, no Redis."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.dashboard.server.process import ServerProcess
from tests.scripts.waiting import until
from tests.stack.program import Program

Sandbox = Callable[..., Program]


def alone(folder: Path, **environment: str) -> ServerProcess:
    """One whose database can't be opened and whose Redis is nowhere."""
    return ServerProcess(
        application="asgi:application",
        SECRET_KEY="for-tests-only",
        VAR_DIR=str(folder),
        DATABASE_URL=f"sqlite:///{folder}/there/is/no/such.sqlite3",
        REDIS_URL="redis://127.0.0.1:1/0",
        **environment,
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """Up for all tests of a file."""
    server = alone(tmp_path_factory.mktemp("sandbox"))
    yield server
    server.end()


@pytest.fixture
def sandbox(server: ServerProcess) -> Iterator[Sandbox]:
    """Programs that are in it; none needs a token."""
    inside: list[Program] = []

    def come() -> Program:
        program = Program(f"http://127.0.0.1:{server.port}", path="/ws/sandbox/")
        inside.append(program)
        until(lambda: reached(program))
        return program

    yield come
    for program in inside:
        program.close()


def reached(program: Program) -> bool:
    try:
        program.open()
    except OSError:
        return False
    return True
