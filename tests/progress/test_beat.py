"""Beat: what is periodic becomes runs, and no hour is left out."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from proyecto.progress.beat import RescuingScheduler
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState

pytestmark = pytest.mark.usefixtures("committed", "redis_process")


def beat() -> RescuingScheduler:
    """As it starts: it reads the schedule from the database."""
    scheduler = RescuingScheduler(app=current_app, lazy=True)
    # It would write once more when Python ends, after the database of the tests is gone.
    scheduler._finalize.cancel()
    return scheduler


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
    tick_until_idle(beat())
    (run,) = runs_of(task)
    assert (run.task, run.args) == ("guion", [[]])
    assert (run.owner, run.state) == (None, TaskState.PENDING)


def test_a_slot_is_taken_once_also_by_a_beat_that_was_started_again(
    periodic: Callable[[int], PeriodicTask],
) -> None:
    task = periodic(12)
    first = beat()
    tick_until_idle(first)
    first.sync()
    tick_until_idle(beat())
    assert len(runs_of(task)) == 1
