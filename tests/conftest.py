"""What all tests share: a place of their own, one database, a real Redis, the running product.

Django is set up here and not by `DJANGO_SETTINGS_MODULE`, which pytest-django reads before any
conftest: the settings must see the place.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import django
import pytest
from django.conf import settings

from tests.stack.place import Place, in_force, make_place

# Whoever starts the tests in the background has Ctrl-C ignored, and every child would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
if settings.configured:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests have settings of their own.")
PLACE = make_place()
with in_force(PLACE.environment):
    django.setup()

import tests.stack.guion  # noqa: E402, F401 - the scripted task is a kind in this process too
from proyecto.progress.teller import teller  # noqa: E402
from scripts.local.leash import Leash  # noqa: E402
from tests.order import in_order  # noqa: E402
from tests.stack.database import drop_database, make_database  # noqa: E402
from tests.stack.people import People  # noqa: E402
from tests.stack.queues import open_nobodys  # noqa: E402
from tests.stack.redis import RedisProcess  # noqa: E402

open_nobodys()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sessions side by side take files as they come: see tests/order.py."""
    items[:] = in_order(items)


def pytest_unconfigure() -> None:
    """Leave nothing behind, unless somebody wants to read the logs."""
    if "AVANCE_KEEP_TESTS" not in os.environ:
        shutil.rmtree(PLACE.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[str]:
    """In place of pytest-django's, which would give SQLite a database in memory that no other
    process could see. Its URL."""
    with django_db_blocker.unblock():
        url = make_database(PLACE.environment["DATABASE_URL"])
    yield url
    with django_db_blocker.unblock():
        drop_database(url)


@pytest.fixture(scope="session")
def place(django_db_setup: str) -> Place:
    """The place of this session, with its database made."""
    return replace(PLACE, environment={**PLACE.environment, "DATABASE_URL": django_db_setup})


@pytest.fixture(scope="session")
def committed(django_db_setup: str, django_db_blocker: Any) -> Iterator[None]:
    """Rows are really written: for tests in which other processes or threads must see them. Make
    your own people, look only at your own rows."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def leash() -> Iterator[Leash]:
    """Whatever is added to it dies with this process, however that ends."""
    leash = Leash()
    yield leash
    leash.let_go()


@pytest.fixture(scope="session")
def redis_process(place: Place, leash: Leash, committed: None) -> Iterator[RedisProcess]:
    """The Redis that the settings name, up. Never flushed; a test that stops it uses
    `breakable_redis`."""
    process = RedisProcess(place.redis, place.logs / "redis.log", leash)
    process.start()
    yield process
    teller().drain()
    process.end()


@pytest.fixture
def breakable_redis(redis_process: RedisProcess) -> Iterator[RedisProcess]:
    """The same Redis for a test that kills or freezes it; up again afterwards."""
    yield redis_process
    if redis_process.running:
        redis_process.thaw()
    else:
        redis_process.start()


@pytest.fixture
def people(committed: None) -> People:
    """Makes persons who are nobody else's."""
    return People()
