"""The product's own web process, and people who knock at its doors from several addresses."""

from collections.abc import Iterator

import pytest

from tests.dashboard.server.process import ServerProcess
from tests.stack.place import Place
from tests.stack.redis import RedisProcess


@pytest.fixture(scope="package")
def web(place: Place, redis_process: RedisProcess, committed: None) -> Iterator[ServerProcess]:
    """A server for all tests of this folder, which each come with a name of their own."""
    web = ServerProcess(application="asgi:application", **place.environment)
    yield web
    web.end()
