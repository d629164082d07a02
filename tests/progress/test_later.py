"""Runs for later: moved, expired, woken when the broker is back."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError

from proyecto.progress import launch as launching
from proyecto.progress import record
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.queues import UnknownQueue
from proyecto.progress.rescue import Rescuer
from proyecto.progress.teller import teller, wake_if_due
from proyecto.progress.vocabulary import KINDS, Cause, Kind, TaskState
from tests.progress.conftest import Ask
from tests.scripts.waiting import until
from tests.stack import guion
from tests.stack.redis import RedisProcess

HOUR = timedelta(hours=1)
SLOW = {"max_retries": 2, "interval_start": 10, "interval_step": 30, "interval_max": 120}


def now(run: TaskRun) -> TaskRun:
    return TaskRun.objects.get(pk=run.pk)


def late(run: TaskRun) -> TaskRun:
    """The run, with its time to expire just come."""
    TaskRun.objects.filter(pk=run.pk).update(expires_at=timezone.now())
    return now(run)


def in_celery(run: TaskRun) -> Any:
    return current_app.AsyncResult(str(run.pk))


def about(moment: datetime | None, wanted: datetime) -> bool:
    return moment is not None and abs(moment - wanted) < timedelta(seconds=5)


def waiting_in(redis_process: RedisProcess, run: TaskRun) -> int:
    with redis_process.client() as client:
        length: Any = client.llen(run.queue)
        return int(length)


# --- moved -----------------------------------------------------------------------------------


def test_a_run_that_waits_is_moved_and_keeps_its_history(ask: Ask) -> None:
    run, later = ask(run_at=timezone.now() + HOUR), timezone.now() + 5 * HOUR
    moved = record.move(run.pk, later)
    assert moved is not None
    assert (moved.state, moved.run_at) == (TaskState.PENDING, later)
    assert [event.type for event in run.events.all()] == ["run.queued", "run.rescheduled"]


def test_moved_to_now_it_wakes_a_worker(ask: Ask, redis_process: RedisProcess) -> None:
    run = ask(run_at=timezone.now() + 2 * HOUR)
    teller().drain()
    assert not waiting_in(redis_process, run)
    assert record.move(run.pk, None)
    until(lambda: waiting_in(redis_process, run) == 1)
    assert record.claim(run.pk, "w")


def test_moved_into_the_future_it_is_not_begun_by_a_message_that_lies_there(
    ask: Ask, redis_process: RedisProcess
) -> None:
    run = ask()
    until(lambda: waiting_in(redis_process, run) == 1)
    record.move(run.pk, timezone.now() + HOUR)
    assert record.claim(run.pk, "w") is None
    record.move(run.pk, timezone.now() - HOUR)
    assert now(run).run_at is None
    assert record.claim(run.pk, "w")


def test_an_attempt_that_waits_for_its_turn_can_be_made_now(ask: Ask) -> None:
    run = ask()
    record.claim(run.pk, "w")
    record.retry(run.pk, 1, Cause.ERROR, "io", delay=3600)
    moved = record.move(run.pk, None)
    assert moved is not None
    assert (moved.state, moved.run_at) == (TaskState.RETRY, None)
    claimed = record.claim(run.pk, "w")
    assert claimed is not None
    assert claimed.attempt == 2


def test_what_runs_or_is_over_is_not_moved(ask: Ask) -> None:
    running, ended, overdue = ask(), ask(), late(ask(run_at=timezone.now() + HOUR))
    record.claim(running.pk, "w")
    record.request_cancel(ended.pk)
    for run in (running, ended, overdue):
        assert record.move(run.pk, timezone.now() + HOUR) is None
    assert record.move("6b8c3f0e-0000-4000-8000-000000000000", None) is None


# --- expired ---------------------------------------------------------------------------------


def test_how_long_a_run_may_wait_is_counted_from_when_it_is_due(ask: Ask) -> None:
    at_once, later = ask(expires=3600), ask(expires=3600, run_at=timezone.now() + 2 * HOUR)
    assert about(at_once.expires_at, timezone.now() + HOUR)
    assert about(later.expires_at, timezone.now() + 3 * HOUR)


def test_a_moment_is_taken_as_it_is_and_a_kind_may_have_its_own(ask: Ask) -> None:
    moment = timezone.now() + HOUR
    assert ask(expires=moment).expires_at == moment
    KINDS["efimera"] = Kind("efimera", queue=guion.QUEUE, expires=60)
    try:
        run = launch("efimera", queue="nobody-efimera")
    finally:
        del KINDS["efimera"]
    assert about(run.expires_at, timezone.now() + timedelta(seconds=60))
    assert ask().expires_at is None


def test_a_run_that_is_moved_may_wait_as_long_as_before(ask: Ask) -> None:
    run, later = ask(expires=600), timezone.now() + 5 * HOUR
    moved = record.move(run.pk, later)
    assert moved is not None
    assert about(moved.expires_at, later + timedelta(seconds=600))


def test_asked_for_again_it_may_wait_as_long_as_before(ask: Ask) -> None:
    run = late(ask(expires=600, retry_policy=SLOW))
    TaskRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(seconds=600))
    record.expire(run.pk)
    again = launching.again(now(run))
    assert about(again.expires_at, timezone.now() + timedelta(seconds=600))
    assert again.retry_policy == run.retry_policy


def test_what_has_expired_is_begun_by_nobody_and_ended_by_the_rescuer(
    ask: Ask, redis_process: RedisProcess
) -> None:
    run, kept = late(ask(title="Foto")), ask(expires=3600)
    assert record.claim(run.pk, "w") is None
    for _ in range(2):
        Rescuer().expire()
    ended = now(run)
    assert (ended.state, ended.cause, ended.error) == (TaskState.REVOKED, "expired", "expired")
    assert ended.finished_at is not None
    assert [event.type for event in run.events.all()] == ["run.queued", "run.expired"]
    assert now(kept).state == TaskState.PENDING
    until(lambda: in_celery(run).state == "REVOKED")
    assert str(in_celery(run).result) == "expired"


def test_what_was_begun_in_time_does_not_expire_between_its_attempts(ask: Ask) -> None:
    run = ask(expires=600)
    record.claim(run.pk, "w")
    record.retry(run.pk, 1, Cause.ERROR, "io", delay=0)
    late(run)
    Rescuer().expire()
    assert now(run).state == TaskState.RETRY
    assert record.claim(run.pk, "w")


# --- told to Celery --------------------------------------------------------------------------


def test_a_run_that_was_cancelled_while_it_waited_is_so_in_celery_too(
    ask: Ask, redis_process: RedisProcess
) -> None:
    run = ask(run_at=timezone.now() + HOUR)
    record.request_cancel(run.pk)
    until(lambda: in_celery(run).state == "REVOKED")


def test_a_run_that_lost_its_worker_waits_for_the_next_in_celery_too(
    ask: Ask, redis_process: RedisProcess
) -> None:
    run = ask()
    record.claim(run.pk, "w")
    record.lose(run.pk, 1)
    until(lambda: in_celery(run).state == "RETRY")


# --- the broker is away ----------------------------------------------------------------------


@pytest.mark.fault
def test_a_policy_says_when_a_wake_up_is_tried_again_and_then_the_rescuer_does(
    ask: Ask, breakable_redis: RedisProcess
) -> None:
    breakable_redis.kill()
    run = ask(retry_policy=SLOW)
    for failures, pause in ((1, 10), (2, 40), (3, None)):
        TaskRun.objects.filter(pk=run.pk).update(wake_at=None)
        fails_to_wake(run, failures)
        wake_at = now(run).wake_at
        if pause is None:
            assert wake_at is None
        else:
            assert about(wake_at, timezone.now() + timedelta(seconds=pause))
    breakable_redis.start()
    until(lambda: woken(run))
    assert (now(run).wake_failures, now(run).wake_at) == (0, None)
    until(lambda: waiting_in(breakable_redis, run))


def fails_to_wake(run: TaskRun, failures: int) -> None:
    """Try until the run has failed so often; the teller may be the one that tries."""

    def failed() -> bool:
        # The rescuer would begin with what other tests left, and come no further.
        with suppress(OperationalError):
            wake_if_due(run.pk)
        return now(run).wake_failures >= failures

    until(failed)
    assert now(run).wake_failures == failures


def woken(run: TaskRun) -> bool:
    try:
        Rescuer().wake_due()
    except OperationalError:
        return False
    return now(run).published_at is not None


def test_a_run_whose_policy_says_later_is_left_alone_and_holds_up_no_other(
    ask: Ask, redis_process: RedisProcess
) -> None:
    run = ask(run_at=timezone.now() + HOUR, retry_policy=SLOW)
    soon = timezone.now() + timedelta(seconds=40)
    TaskRun.objects.filter(pk=run.pk).update(run_at=None, wake_failures=1, wake_at=soon)
    other = ask(run_at=timezone.now())
    until(lambda: woken(other))
    assert now(run).published_at is None


# --- what a call may ask for -----------------------------------------------------------------


def test_the_options_of_apply_async_land_in_the_row(redis_process: RedisProcess) -> None:
    at = timezone.now() + HOUR
    sent = guion.guion.apply_async(
        ([],), queue="nobody-options", expires=at, retry=True, retry_policy={"max_retries": 5}
    )
    run = TaskRun.objects.get(pk=sent.id)
    assert (run.queue, run.expires_at) == ("nobody-options", at)
    assert run.retry_policy == {
        "max_retries": 5,
        "interval_start": 0,
        "interval_step": 0.2,
        "interval_max": 0.2,
    }


def test_times_without_a_zone_are_those_of_the_project(redis_process: RedisProcess) -> None:
    at = timezone.make_naive(timezone.now() + HOUR, timezone.get_default_timezone())
    sent = guion.guion.apply_async(([],), queue="nobody-naive", eta=at, expires=5)
    run = TaskRun.objects.get(pk=sent.id)
    assert about(run.run_at, timezone.now() + HOUR)


def test_a_queue_that_nobody_serves_is_refused_with_those_that_there_are(ask: Ask) -> None:
    before = TaskRun.objects.count()
    with pytest.raises(UnknownQueue, match=r"'imagen'; there are .*celery.*video"):
        launch("procesar_video", 0, queue="imagen")
    with pytest.raises(UnknownQueue):
        guion.guion.apply_async(([],), queue="imagen")
    assert TaskRun.objects.count() == before


def test_a_run_of_a_queue_that_is_gone_is_asked_for_again_on_its_own(ask: Ask) -> None:
    run = ask()
    TaskRun.objects.filter(pk=run.pk).update(queue="removed")
    assert launching.again(now(run)).queue == guion.QUEUE
