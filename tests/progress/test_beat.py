"""Beat: what is periodic becomes runs, and no hour is left out."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from proyecto.progress.beat import RescuingScheduler
from proyecto.progress.models import Lease, TaskRun
from proyecto.progress.vocabulary import TaskState
from tests.scripts.waiting import until

pytestmark = pytest.mark.usefixtures("committed", "redis_process")


@contextmanager
def beat() -> Iterator[RescuingScheduler]:
    """As it starts: it reads the schedule from the database; at its end it makes way."""
    scheduler = RescuingScheduler(app=current_app, lazy=True)
    # It would write once more when Python ends, after the database of the tests is gone.
    scheduler._finalize.cancel()
    until(scheduler._is_the_one, 15)  # one that was killed by an earlier test is missed by then
    yield scheduler
    scheduler.close()


@pytest.fixture
def periodic() -> Iterator[Callable[[int], PeriodicTask]]:
    """Makes daily tasks at an hour (UTC) that was missed for three days."""
    made: list[PeriodicTask] = []

    def make(hour: int) -> PeriodicTask:
        made.append(
            PeriodicTask.objects.create(
                name=f"diaria-{uuid.uuid4()}",
                task="guion",
                crontab=CrontabSchedule.objects.create(minute="0", hour=str(hour), timezone="UTC"),
                args="[[]]",
                last_run_at=timezone.now() - timedelta(days=3),
            )
        )
        return made[-1]

    yield make
    for task in made:
        task.delete()


def runs_of(task: PeriodicTask) -> list[TaskRun]:
    return list(TaskRun.objects.filter(title=task.name))


def tick_until_idle(scheduler: RescuingScheduler) -> None:
    """Do what is due now, as beat's loop does."""
    while scheduler.tick() == 0:
        pass


@pytest.mark.parametrize("hours", [3, 6, 12, 18, 21])
def test_an_hour_that_was_missed_is_caught_up_however_far_it_is(
    periodic: Callable[[int], PeriodicTask], hours: int
) -> None:
    task = periodic((timezone.now() + timedelta(hours=hours)).hour)
    with beat() as scheduler:
        tick_until_idle(scheduler)
    (run,) = runs_of(task)
    assert (run.task, run.args) == ("guion", [[]])
    assert (run.owner, run.state) == (None, TaskState.PENDING)


def test_a_slot_is_taken_once_also_by_a_beat_that_was_started_again(
    periodic: Callable[[int], PeriodicTask],
) -> None:
    task = periodic(12)
    for _ in range(2):
        with beat() as scheduler:
            tick_until_idle(scheduler)
    assert len(runs_of(task)) == 1


def test_a_second_beat_starts_nothing_while_the_first_lives(
    periodic: Callable[[int], PeriodicTask],
) -> None:
    with beat():
        task = periodic(12)
        second = RescuingScheduler(app=current_app, lazy=True)
        second._finalize.cancel()
        tick_until_idle(second)
        assert runs_of(task) == []


def test_a_beat_that_stood_still_while_another_took_over_launches_nothing(
    periodic: Callable[[int], PeriodicTask],
) -> None:
    task = periodic(12)
    with beat() as stood_still:
        # It has looked, and stands still before it launches.
        Lease.objects.update(holder="another:1:x")
        entry = next(e for e in stood_still.schedule.values() if e.name == task.name)
        assert stood_still.apply_async(entry) is None
        assert runs_of(task) == []
        Lease.objects.all().delete()
