"""The team is told of runs that lost their worker or failed for good."""

from collections.abc import Iterator

import pytest

from proyecto.progress import record
from proyecto.progress.models import Notification, TaskRun
from proyecto.progress.vocabulary import Cause
from tests.progress.conftest import Ask


@pytest.fixture(autouse=True)
def nothing_known(committed: None) -> Iterator[None]:
    Notification.objects.all().delete()
    yield
    Notification.objects.all().delete()


def found(kind: str) -> list[Notification]:
    return list(Notification.objects.filter(kind=kind).order_by("pk"))


def test_a_worker_that_died_over_its_work_is_one_trouble(ask: Ask) -> None:
    for process in (17, 18):
        run = ask()
        record.claim(run.pk, f"video@host-a:{process}")
        record.lose(run.pk, 1)
    [one] = found("run_lost")
    assert (one.count, one.facts["worker"], one.severity) == (2, "video@host-a", "warning")
    assert one.run == run


def test_a_worker_that_is_told_to_leave_is_none(ask: Ask) -> None:
    run = ask()
    record.claim(run.pk, "video@host-b:17")
    record.release(run.pk, 1)
    assert not found("run_lost")


def test_a_run_that_gave_up_says_how_often_it_was_tried(ask: Ask) -> None:
    run = ask()
    TaskRun.objects.filter(pk=run.pk).update(attempts=2)
    for attempt in (1, 2):
        TaskRun.objects.filter(pk=run.pk).update(run_at=None)
        record.claim(run.pk, "worker")
        record.retry(run.pk, attempt, Cause.ERROR, "io")
    [one] = found("run_failed")
    assert one.facts["attempts"] == 2
