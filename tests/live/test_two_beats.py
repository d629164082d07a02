"""Two beats at once: what is periodic starts once, and goes on when one of them is gone."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from proyecto.progress.lease import BEAT
from proyecto.progress.models import Lease, TaskRun
from tests.live.story import seconds_until
from tests.scripts.waiting import until
from tests.stack.process import Process
from tests.stack.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.fault]

IS_THE_ONE = "This beat starts what is periodic now"
STANDS_BY = r"Another beat \(\S+:\d+\) starts what is periodic"
# Promised of a beat that was killed; one that is told to go makes way at once.
CRASHED_SECONDS, LEFT_SECONDS = 15.0, 5.0

Due = Callable[[], PeriodicTask]


@pytest.fixture
def due() -> Iterator[Due]:
    """Makes a daily task whose hour was missed, so that it is to be launched once, and soon."""
    made: list[PeriodicTask] = []

    def make() -> PeriodicTask:
        crontab = CrontabSchedule.objects.create(minute="0", hour="12", timezone="UTC")
        missed = timezone.now() - timedelta(days=3)
        task = PeriodicTask.objects.create(
            name=f"diaria-{uuid.uuid4()}",
            task="guion",
            crontab=crontab,
            args="[[]]",
            last_run_at=missed,
        )
        made.append(task)
        return task

    yield make
    for task in made:
        TaskRun.objects.filter(title=task.name).delete()
        task.delete()


@pytest.fixture
def beats(stack: Stack) -> tuple[Process, Process]:
    """Two, started together: the one that starts things, and the one that stands by."""
    stack.start("beat", "beat2")
    both = stack["beat"], stack["beat2"]
    until(lambda: any(beat.says(IS_THE_ONE) for beat in both))
    # Both may stand by at first, where one that a test has killed still has its lease.
    first, second = sorted(both, key=lambda beat: not beat.says(IS_THE_ONE))
    until(lambda: second.says(STANDS_BY))
    assert not second.says(IS_THE_ONE)
    return first, second


def launched(task: PeriodicTask) -> int:
    return TaskRun.objects.filter(title=task.name).count()


def test_what_is_due_is_launched_once_by_two_beats(
    beats: tuple[Process, Process], due: Due
) -> None:
    tasks = []
    for _ in range(3):
        tasks.append(due())
        until(lambda: launched(tasks[-1]), 30)
    assert [launched(task) for task in tasks] == [1, 1, 1]


def test_a_beat_that_was_killed_is_replaced_and_nothing_is_launched_twice(
    beats: tuple[Process, Process], due: Due
) -> None:
    first, second = beats
    before = due()
    until(lambda: launched(before), 30)
    first.kill()
    assert seconds_until(lambda: second.says(IS_THE_ONE), 40) < CRASHED_SECONDS
    after = due()
    until(lambda: launched(after), 30)
    assert (launched(before), launched(after)) == (1, 1)


def test_a_beat_that_is_told_to_go_makes_way_at_once(
    beats: tuple[Process, Process],
) -> None:
    first, second = beats
    first.terminate()
    assert seconds_until(lambda: second.says(IS_THE_ONE), 40) < LEFT_SECONDS


def test_a_beat_that_is_told_to_go_while_the_database_keeps_it_waiting_goes_all_the_same(
    beats: tuple[Process, Process],
) -> None:
    first, second = beats
    with transaction.atomic():
        Lease.objects.filter(role=BEAT).update(since=F("since"))  # nobody renews it now
        until(any_waits_for_a_lock, 30)
        first.tell_to_go()
    assert first.ended() == 0
    until(lambda: second.says(IS_THE_ONE), 40)


def any_waits_for_a_lock() -> bool:
    """Whether the database keeps somebody waiting; SQLite doesn't say."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
