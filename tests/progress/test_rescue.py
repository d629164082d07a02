"""The rescuer: wakes what is due, sends again what was not heard, takes back what was lost."""

import json
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.rescue import Rescuer, note_lost
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import Cause, TaskState
from tests.progress.conftest import Ask
from tests.stack.redis import RedisProcess

LONG_AGO = timedelta(minutes=5)


@pytest.fixture
def rescuer(redis_process: RedisProcess) -> Rescuer:
    return Rescuer()


@pytest.fixture
def broker(redis_process: RedisProcess) -> Any:
    with redis_process.client() as client:
        yield client


def published(run: TaskRun, ago: timedelta = LONG_AGO) -> TaskRun:
    """The run, its wake-up sent so long ago."""
    teller().drain()
    assert TaskRun.objects.filter(pk=run.pk).update(published_at=timezone.now() - ago)
    return run


def held(run: TaskRun, worker: str = "w", lease: timedelta = LONG_AGO) -> TaskRun:
    """The run, claimed by a worker whose lease ends in so long."""
    assert record.claim(run.pk, worker)
    TaskRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() + lease)
    return run


def state(run: TaskRun) -> str:
    return TaskRun.objects.get(pk=run.pk).state


def test_a_message_that_was_lost_is_sent_again(ask: Ask, rescuer: Rescuer, broker: Any) -> None:
    run = published(ask())
    broker.delete(run.queue)
    rescuer.wake_unheard()
    assert broker.llen(run.queue) == 1
    again = TaskRun.objects.get(pk=run.pk).published_at
    assert again is not None
    assert again > timezone.now() - timedelta(seconds=30)


def test_a_message_that_was_lost_from_among_others_is_sent_again(
    ask: Ask, rescuer: Rescuer, broker: Any
) -> None:
    runs = [published(ask()) for _ in range(3)]
    broker.rpop(runs[0].queue)
    rescuer.wake_unheard()
    assert broker.llen(runs[0].queue) >= 3


def test_a_queue_that_is_merely_long_is_not_flooded(
    ask: Ask, rescuer: Rescuer, broker: Any
) -> None:
    runs = [published(ask()) for _ in range(5)]
    for _ in range(3):
        rescuer.wake_unheard()
    assert broker.llen(runs[0].queue) == 5


def test_a_message_that_was_sent_a_moment_ago_is_given_time(
    ask: Ask, rescuer: Rescuer, broker: Any
) -> None:
    run = published(ask(), ago=timedelta())
    broker.delete(run.queue)
    rescuer.wake_unheard()
    assert broker.llen(run.queue) == 0


def test_a_run_is_woken_when_its_time_has_come_and_not_before(
    ask: Ask, rescuer: Rescuer, broker: Any
) -> None:
    run = ask(run_at=timezone.now() + timedelta(hours=1))
    teller().drain()
    rescuer.wake_due()
    assert broker.llen(run.queue) == 0
    TaskRun.objects.filter(pk=run.pk).update(run_at=timezone.now())
    rescuer.wake_due()
    rescuer.wake_due()
    assert broker.llen(run.queue) == 1


@pytest.mark.parametrize("was_sent", [True, False])
def test_who_has_waited_longest_is_woken_first(
    ask: Ask, rescuer: Rescuer, broker: Any, was_sent: bool
) -> None:
    runs = [published(ask()) for _ in range(4)]
    queue = runs[0].queue
    broker.delete(queue)
    if was_sent:
        rescuer.wake_unheard()
    else:
        TaskRun.objects.filter(queue=queue).update(published_at=None)
        rescuer.wake_due()
    sent = [json.loads(message)["headers"]["id"] for message in broker.lrange(queue, 0, -1)]
    assert sent[::-1] == [str(run.pk) for run in runs]


def test_a_run_whose_lease_ran_out_is_taken_back(ask: Ask, rescuer: Rescuer) -> None:
    lost, kept = held(ask(), lease=-LONG_AGO), held(ask())
    rescuer.take_back()
    assert (state(lost), state(kept)) == (TaskState.RETRY, TaskState.STARTED)
    assert TaskRun.objects.get(pk=lost.pk).cause == Cause.WORKER_LOST


def test_a_run_that_was_to_be_cancelled_when_its_worker_died_ends_cancelled(
    ask: Ask, rescuer: Rescuer
) -> None:
    run = held(ask(), lease=-LONG_AGO)
    record.request_cancel(run.pk)
    rescuer.take_back()
    assert state(run) == TaskState.REVOKED


@pytest.mark.parametrize("cause", [Cause.WORKER_LOST, Cause.TIMEOUT])
def test_a_note_of_a_dead_worker_is_faster_than_its_lease(
    ask: Ask, rescuer: Rescuer, cause: Cause
) -> None:
    run = held(ask(), worker="video@host:17")
    note_lost(str(run.pk), "video@host:17", cause)
    rescuer.take_notes()
    assert state(run) == TaskState.RETRY
    assert TaskRun.objects.get(pk=run.pk).cause == cause


def test_a_note_of_a_worker_that_does_not_hold_the_run_any_more_changes_nothing(
    ask: Ask, rescuer: Rescuer
) -> None:
    run = held(ask(), worker="video@host:18")
    note_lost(str(run.pk), "video@host:17", Cause.WORKER_LOST)
    rescuer.take_notes()
    assert state(run) == TaskState.STARTED


@pytest.mark.parametrize("end", [TaskState.FAILURE, TaskState.REVOKED])
def test_who_asks_celery_hears_the_end_of_a_run_that_nobody_works_on_any_more(
    ask: Ask, rescuer: Rescuer, end: TaskState
) -> None:
    run = held(ask(), lease=-LONG_AGO)
    if end == TaskState.REVOKED:
        record.request_cancel(run.pk)
    else:
        TaskRun.objects.filter(pk=run.pk).update(attempts=1)
    current_app.backend.store_result(str(run.pk), {"permille": 400}, "PROGRESS")
    rescuer.take_back()
    assert state(run) == end
    assert current_app.AsyncResult(str(run.pk)).state == end


def test_two_rescuers_take_a_run_back_once(ask: Ask, redis_process: RedisProcess) -> None:
    run = held(ask(), lease=-LONG_AGO)
    for _ in range(2):
        Rescuer().take_back()
    assert TaskRun.objects.get(pk=run.pk).attempt == 1
    assert list(run.events.values_list("type", flat=True)).count("run.retrying") == 1
