"""The place that one session of tests has for itself: a folder, a Redis port, its environment.

Django reads its settings once, in the test process as in every process that a test starts, so
this must be in force before Django is set up; and it must not stay in `os.environ`, where tests of
`make run` would find somebody else's Redis.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.local.redis_choice import find_server
from scripts.local.redis_server import RedisServer

ROOT = Path(__file__).resolve().parent.parent.parent
# Short times: a lost worker is missed, a lost message sent again, within a test's patience.
TIMES = {"RUN_LEASE_SECONDS": "6", "RUN_REPUBLISH_SECONDS": "3", "RUN_RETRY_SECONDS": "1"}


@dataclass(frozen=True)
class Place:
    """`folder` is removed by whoever made the place; `environment` is for processes."""

    folder: Path
    redis: RedisServer
    environment: Mapping[str, str]

    @property
    def logs(self) -> Path:
        """Where every process writes what it says."""
        return self.folder / "logs"


def make_place() -> Place:
    """A new one. Nothing runs in it yet."""
    folder = Path(tempfile.mkdtemp(prefix="avance-tests-"))
    (folder / "logs").mkdir()
    (folder / "redis").mkdir()
    redis = RedisServer(find_server(ROOT, os.environ), folder / "redis")
    redis.configure()
    return Place(folder, redis, _environment(folder, redis))


def _environment(folder: Path, redis: RedisServer) -> dict[str, str]:
    var = folder / "var"
    var.mkdir()
    default = f"sqlite:///{var / 'avance.sqlite3'}"
    inherited = {k: v for k, v in os.environ.items() if not k.endswith("REDIS_URL")}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "proyecto.settings",
        "SECRET_KEY": "for-tests-only-" + folder.name,
        "VAR_DIR": str(var),
        "REDIS_URL": redis.url,
        "DATABASE_URL": os.environ.get("DATABASE_URL") or default,
        "PYTHONUNBUFFERED": "1",
        **TIMES,
    }


@contextmanager
def in_force(environment: Mapping[str, str]) -> Iterator[None]:
    """`os.environ` is this, for as long as the block runs."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
