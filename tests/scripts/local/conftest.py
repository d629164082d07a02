"""A real Redis, as `make run` starts it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scripts.local.redis_process import RedisProcess
from tests.scripts.processes import Family


@pytest.fixture
def own_redis(tmp_path: Path, family: Family) -> Iterator[RedisProcess]:
    folder = tmp_path / 'a "folder" of Redis'
    folder.mkdir()
    process = RedisProcess(folder, family)
    yield process
    process.end()
