"""The thread that keeps the leases: whatever goes wrong in it, no run is lost for that."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from proyecto.progress import record
from proyecto.progress.models import Promise, TaskRun
from tests.scripts.waiting import until
from tests.stack.guion import guion
from tests.workers.conftest import Play, now
from workers import outlook
from workers.active import ActiveRun
from workers.lease import LeaseKeeper


@pytest.fixture
def active(play: Play, redis_process: Any) -> Iterator[ActiveRun]:
    """A run that this process holds."""
    claimed = record.claim(play(queue="nobody-lease").pk, "w")
    assert claimed is not None
    yield ActiveRun(guion, claimed)
    record.request_cancel(claimed.pk)
    record.cancelled(claimed.pk, 1)


def lease_of(active: ActiveRun) -> Any:
    return now(TaskRun(pk=active.run_id)).lease_until


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        ("promise", InterfaceError("connection already closed")),
        ("promise", TypeError("a bug")),
        ("flush", TypeError("a bug")),
    ],
    ids=str,
)
def test_a_run_is_kept_whatever_goes_wrong_while_it_is_looked_after(
    active: ActiveRun, act: str, problem: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[Any] = []

    def goes_wrong() -> None:
        met.append(lease_of(active))
        raise problem

    monkeypatch.setattr(active.logbook if act == "flush" else active, act, goes_wrong)
    with LeaseKeeper().holding(active):
        until(lambda: met)
        until(lambda: lease_of(active) > met[0])


def test_a_renewal_that_failed_is_made_good_before_the_lease_is_over(
    active: ActiveRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew, failures = record.renew, iter([OperationalError("away")] * 3)

    def renewed(*given: Any) -> bool:
        for failure in failures:
            raise failure
        return renew(*given)

    monkeypatch.setattr(record, "renew", renewed)
    first = lease_of(active)
    with LeaseKeeper().holding(active):
        until(lambda: lease_of(active) > first)
        assert timezone.now() < first


def test_a_guess_that_is_taken_back_while_it_is_promised_is_the_one_that_was_shown(
    active: ActiveRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = active._outlook
    told._guess = 60.0

    class Marks(tuple[int, ...]):
        __slots__ = ()

        def __iter__(self) -> Iterator[int]:
            told._guess = None  # as the teller's thread may, at any moment
            return super().__iter__()

    monkeypatch.setattr(outlook, "MARKS", Marks((250, 500, 750)))
    active.promise()
    assert Promise.objects.get(run=active.run_id).guess == 60.0


def test_the_last_lines_are_written_while_the_run_is_still_held(
    active: ActiveRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, held = LeaseKeeper(), []

    def close() -> None:
        held.append(active in keeper._held)
        raise OSError("no lines today")

    monkeypatch.setattr(active.logbook, "close", close)
    with pytest.raises(OSError, match="no lines"), keeper.holding(active):
        pass
    assert held == [True]
    assert active not in keeper._held, "and is let go whatever becomes of them"
