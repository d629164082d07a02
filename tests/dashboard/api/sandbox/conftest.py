"""The real server with the real application, and nothing behind it: no database, no Redis."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.dashboard.server.process import ServerProcess
from tests.scripts.waiting import until
from tests.stack.program import Program

Sandbox = Callable[..., "Visitor"]
numbers = itertools.count()


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


class Visitor(Program):
    """One that comes from an address `of` its own, as far as the server knows."""

    of = ""

    def connect(self, headers: dict[str, str] | None = None, **other: Any) -> None:
        """As any program, through a proxy."""
        super().connect(headers={"X-Forwarded-For": self.of, **(headers or {})}, **other)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """Up for all tests of a file."""
    server = alone(tmp_path_factory.mktemp("sandbox"), BEHIND_PROXY="1")
    yield server
    server.end()


@pytest.fixture
def sandbox(server: ServerProcess) -> Iterator[Sandbox]:
    """Programs that are in it; none needs a token. What each begins is its own, unless it comes
    from the address of another."""
    inside: list[Program] = []

    def come(of: str = "") -> Visitor:
        program = Visitor(f"http://127.0.0.1:{server.port}", path="/ws/sandbox/")
        program.of = of or f"10.0.{next(numbers)}.1"
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
