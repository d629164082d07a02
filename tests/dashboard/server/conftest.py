"""A real server process for each test, with tests/dashboard/server/app.py in it."""

from collections.abc import Iterator

import pytest

from tests.dashboard.server.process import Serve, ServerProcess


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers; whatever still runs at the end of the test is killed."""
    started: list[ServerProcess] = []

    def start(*options: str, **environment: str) -> ServerProcess:
        started.append(ServerProcess(*options, **environment))
        return started[-1]

    yield start
    for server in started:
        server.end()


@pytest.fixture
def server(serve: Serve) -> ServerProcess:
    """A server with the limits that it has in life, but less patience with a stalled reader."""
    server = serve("--stall-seconds", "1")
    server.wait_for("INFO +started")
    return server
