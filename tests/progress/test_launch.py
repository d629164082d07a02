"""Launching: the row first, the message after commit, and nobody waits for a broker."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from proyecto.progress import launch as launching
from proyecto.progress.broadcast import group_of
from proyecto.progress.launch import launch
from proyecto.progress.live import key
from proyecto.progress.models import TaskRun
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import TaskState
from tests.progress.conftest import Ask
from tests.scripts.waiting import until
from tests.stack import guion
from tests.stack.listener import Listener
from tests.stack.redis import RedisProcess

AT_ONCE_SECONDS = 0.5


def messages(redis_process: RedisProcess, queue: str) -> list[dict[str, object]]:
    """The wake-ups that lie in a queue."""
    with redis_process.client() as client:
        return [json.loads(raw)["headers"] for raw in client.lrange(queue, 0, -1)]


def told(redis_process: RedisProcess, run: TaskRun) -> bool:
    with redis_process.client() as client:
        return bool(client.exists(key(run.pk)))


def test_a_launched_run_waits_with_its_phases_and_its_first_milestone(ask: Ask) -> None:
    run = ask(["give", 1], title="Playa", subject="video:12")
    run.refresh_from_db()
    assert (run.state, run.attempt, run.attempts) == (TaskState.PENDING, 0, 3)
    assert run.args == [[["give", 1]]]
    # Their weights are learned from whatever ran before.
    assert [(phase.name, phase.state) for phase in run.how_far.phases] == [
        (name, "wait") for name in guion.PHASES
    ]
    (first,) = run.events.all()
    assert (first.n, first.type, first.live["title"]) == (1, "run.queued", "Playa")


def test_a_worker_is_woken_once_by_a_message_with_the_runs_own_id(
    ask: Ask, redis_process: RedisProcess
) -> None:
    run = ask()
    (message,) = until(lambda: messages(redis_process, run.queue))
    assert message["id"] == str(run.pk)
    assert message["task"] == "guion"
    until(lambda: TaskRun.objects.get(pk=run.pk).published_at)


def test_who_may_see_it_hears_of_it(ask: Ask) -> None:
    with Listener(group_of(ask().owner_id)) as listener:
        run = ask()
        listener.hears(run.pk, 1)
        assert listener.types(run.pk) == ["run.queued"]


def test_a_launch_that_is_rolled_back_leaves_no_row_no_message_and_no_word(
    ask: Ask, redis_process: RedisProcess
) -> None:
    kept = ask()
    with transaction.atomic():
        run = ask()
        transaction.set_rollback(True)
    teller().drain()
    assert not TaskRun.objects.filter(pk=run.pk).exists()
    assert [message["id"] for message in messages(redis_process, run.queue)] == [str(kept.pk)]
    assert not told(redis_process, run)


def test_nothing_is_told_before_the_transaction_ends(ask: Ask, redis_process: RedisProcess) -> None:
    with transaction.atomic():
        run = ask()
        teller().drain()
        assert not messages(redis_process, run.queue)
        assert not told(redis_process, run)
    until(lambda: messages(redis_process, run.queue))
    until(lambda: told(redis_process, run))


def test_a_run_for_later_is_told_of_but_wakes_nobody(ask: Ask, redis_process: RedisProcess) -> None:
    run = ask(run_at=timezone.now() + timedelta(hours=1))
    teller().drain()
    assert told(redis_process, run)
    assert not messages(redis_process, run.queue)
    assert TaskRun.objects.get(pk=run.pk).published_at is None


def test_what_a_task_is_given_must_be_json(ask: Ask) -> None:
    with pytest.raises(TypeError):
        ask(object())


def test_again_is_a_new_run_of_the_same_thing(ask: Ask) -> None:
    run = ask(["give", 1], title="Playa", subject="video:12")
    second = launching.again(run)
    assert second.pk != run.pk
    assert second.retry_of == run
    assert (second.args, second.title, second.subject) == (run.args, run.title, run.subject)
    assert (second.owner, second.queue) == (run.owner, run.queue)
    assert second.state == TaskState.PENDING


@pytest.mark.parametrize("way", ["delay", "apply_async", "signature"])
def test_a_task_that_is_sent_the_way_of_celery_lands_in_the_ledger(
    redis_process: RedisProcess, committed: None, way: str
) -> None:
    sent = {
        "delay": lambda: guion.guion.delay([["give", way]]),
        "apply_async": lambda: guion.guion.apply_async(args=([["give", way]],)),
        "signature": lambda: guion.guion.s([["give", way]]).delay(),
    }[way]()
    run = TaskRun.objects.get(pk=sent.id)
    assert run.args == [[["give", way]]]
    assert (run.state, run.queue) == (TaskState.PENDING, guion.QUEUE)


@pytest.mark.parametrize("way", ["countdown", "eta"])
def test_later_is_a_time_in_the_ledger_and_no_message(
    redis_process: RedisProcess, committed: None, way: str
) -> None:
    at = timezone.now() + timedelta(hours=2)
    later: dict[str, Any] = {"countdown": 7200} if way == "countdown" else {"eta": at}
    queue = f"later-{way}-{time.time_ns()}"
    sent = guion.guion.apply_async(([],), queue=queue, **later)
    run = TaskRun.objects.get(pk=sent.id)
    assert run.run_at is not None
    assert abs(run.run_at - at) < timedelta(seconds=5)
    teller().drain()
    assert not messages(redis_process, queue)


def seconds_of_launch(ask: Ask) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


@pytest.mark.fault
def test_a_redis_that_is_down_holds_up_no_launch_and_the_run_starts_when_it_is_back(
    ask: Ask, breakable_redis: RedisProcess
) -> None:
    breakable_redis.kill()
    assert max(seconds_of_launch(ask) for _ in range(5)) < AT_ONCE_SECONDS
    started = time.perf_counter()
    run = ask()
    guion.guion.delay([])
    assert time.perf_counter() - started < 2 * AT_ONCE_SECONDS
    breakable_redis.start()
    woken = rescued(run)
    assert woken.published_at is not None
    until(lambda: messages(breakable_redis, run.queue))


@pytest.mark.fault
def test_a_redis_that_is_frozen_holds_up_no_launch(ask: Ask, breakable_redis: RedisProcess) -> None:
    breakable_redis.freeze()
    assert max(seconds_of_launch(ask) for _ in range(5)) < AT_ONCE_SECONDS


def rescued(run: TaskRun) -> TaskRun:
    """The run, once the rescuer has woken somebody for it."""
    from kombu.exceptions import OperationalError

    from proyecto.progress.rescue import Rescuer

    def woken() -> bool:
        try:
            Rescuer().wake_due()
        except OperationalError:
            return False
        return TaskRun.objects.get(pk=run.pk).published_at is not None

    until(woken)
    return TaskRun.objects.get(pk=run.pk)


def test_a_plain_task_of_celery_can_be_launched_too(people: object, redis_process: object) -> None:
    run = launch("somebody_elses_task", 1, queue=f"nobody-{time.time_ns()}", word="x")
    assert (run.args, run.kwargs) == ([1], {"word": "x"})
    assert run.how_far.phases == []
