"""A role that one process at a time has."""

import threading
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection

from proyecto.progress.lease import Tenancy
from proyecto.progress.models import Lease
from tests.scripts.waiting import until

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def role() -> Iterator[str]:
    role = f"role-{uuid.uuid4()}"
    yield role
    Lease.objects.filter(role=role).delete()


def test_who_has_it_keeps_it_and_nobody_else_gets_it(role: str) -> None:
    first, second = Tenancy(role, 60), Tenancy(role, 60)
    assert first.take()
    assert not second.take()
    assert first.take()
    assert first.holder.startswith(second.holder_now())


def test_who_gives_it_back_makes_way_at_once(role: str) -> None:
    first, second = Tenancy(role, 60), Tenancy(role, 60)
    first.take()
    second.give_back()
    assert not second.take(), "it was not its own to give back"
    first.give_back()
    assert second.take()


def test_one_that_is_gone_is_replaced_when_its_time_is_over(role: str) -> None:
    first, second = Tenancy(role, 1), Tenancy(role, 60)
    first.take()
    until(second.take, 10)
    assert not first.take()


def test_of_many_at_once_one_gets_it(role: str) -> None:
    together, took = threading.Barrier(8), []

    def take() -> None:
        tenancy = Tenancy(role, 60)
        together.wait()
        took.append(tenancy.take())
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(took) == [False] * 7 + [True]
