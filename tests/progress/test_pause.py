"""A queue that is held back: nothing of it begins, what has begun goes on; then it goes on."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from proyecto.progress import queues, record
from proyecto.progress.models import Action, QueuePause, TaskRun
from proyecto.progress.rescue import Rescuer
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import TaskState
from tests.progress.conftest import Ask
from tests.scripts.waiting import until
from tests.stack.people import People
from tests.stack.redis import RedisProcess


@pytest.fixture
def boss(people: People) -> Any:
    return people.new(is_staff=True)


@pytest.fixture(autouse=True)
def going_on(committed: None) -> Iterator[None]:
    yield
    QueuePause.objects.all().delete()


@pytest.fixture
def broker(redis_process: RedisProcess) -> Iterator[Any]:
    with redis_process.client() as client:
        yield client


def now(run: TaskRun) -> TaskRun:
    return TaskRun.objects.get(pk=run.pk)


def test_no_worker_gets_a_run_of_a_queue_that_is_held_back(ask: Ask, boss: Any) -> None:
    run, other = ask(), ask(queue="nobody-else")
    assert queues.pause(run.queue, boss)
    assert record.claim(run.pk, "w") is None
    assert record.claim(other.pk, "w"), "another queue is no concern of it"
    assert queues.resume(run.queue, boss)
    assert record.claim(run.pk, "w")


def test_what_has_begun_goes_on_to_its_end(ask: Ask, boss: Any) -> None:
    run = ask()
    held = record.claim(run.pk, "w")
    assert held
    queues.pause(run.queue, boss)
    assert record.renew(run.pk, 1, held.how_far)
    assert record.succeed(run.pk, 1, None, held.how_far)


def test_an_attempt_that_failed_waits_for_the_queue_too(ask: Ask, boss: Any) -> None:
    run = ask()
    record.claim(run.pk, "w")
    queues.pause(run.queue, boss)
    assert record.lose(run.pk, 1)
    assert record.claim(run.pk, "w") is None
    queues.resume(run.queue, boss)
    assert record.claim(run.pk, "w")


def test_wake_ups_are_kept_back_and_sent_at_once_when_it_goes_on(
    ask: Ask, boss: Any, broker: Any
) -> None:
    queue = f"nobody-{boss.pk}"
    queues.pause(queue, boss)
    run, later = ask(queue=queue), ask(queue=queue, run_at=timezone.now() + timedelta(hours=1))
    teller().drain()
    Rescuer().wake_due()
    assert broker.llen(queue) == 0
    assert now(run).published_at is None
    queues.resume(queue, boss)
    until(lambda: now(run).published_at)
    assert broker.llen(queue) == 1
    assert now(later).published_at is None


def test_what_was_sent_before_and_put_aside_meanwhile_is_sent_again(
    ask: Ask, boss: Any, broker: Any
) -> None:
    run = ask()
    until(lambda: now(run).published_at)
    queues.pause(run.queue, boss)
    broker.delete(run.queue)  # a worker has taken it, and was refused
    long_ago = timezone.now() - timedelta(minutes=5)
    TaskRun.objects.filter(pk=run.pk).update(published_at=long_ago)
    Rescuer().wake_unheard()
    assert broker.llen(run.queue) == 0, "nobody may begin it"
    queues.resume(run.queue, boss)
    until(lambda: broker.llen(run.queue) == 1)


def test_a_run_whose_hour_comes_meanwhile_waits(ask: Ask, boss: Any, broker: Any) -> None:
    run = ask(run_at=timezone.now() + timedelta(hours=1))
    queues.pause(run.queue, boss)
    TaskRun.objects.filter(pk=run.pk).update(run_at=timezone.now())
    Rescuer().wake_due()
    assert broker.llen(run.queue) == 0
    queues.resume(run.queue, boss)
    until(lambda: broker.llen(run.queue) == 1)


def test_who_did_it_and_when_is_kept_once(ask: Ask, boss: Any) -> None:
    queue = f"nobody-{boss.pk}"
    pause = queues.pause(queue, boss)
    assert queues.pause(queue, boss) is None
    assert queues.pauses_of([queue]) == {queue: pause}
    assert pause is not None
    assert (pause.by, timezone.now() - pause.at < timedelta(minutes=1)) == (boss, True)
    assert queues.resume(queue, boss)
    assert not queues.resume(queue, boss)
    assert queues.pauses_of([queue]) == {}
    noted = Action.objects.filter(target=queue).order_by("pk")
    assert [(one.who, one.verb) for one in noted] == [
        (str(boss), "queue.pause"),
        (str(boss), "queue.resume"),
    ]


def test_a_queue_that_nobody_knows_is_not_held_back(boss: Any) -> None:
    with pytest.raises(queues.UnknownQueue, match="'vidoe'"):
        queues.pause("vidoe", boss)
    assert not QueuePause.objects.filter(queue="vidoe").exists()


def test_after_a_pause_nothing_begins_however_many_try_at_once(ask: Ask, boss: Any) -> None:
    queue = f"nobody-{boss.pk}"
    runs = [ask(queue=queue) for _ in range(24)]
    shares = [runs[n::4] for n in range(4)]
    together = threading.Barrier(5)
    begun_after: list[Any] = []
    held = threading.Event()

    def work(share: list[TaskRun]) -> None:
        together.wait()
        for run in share:
            if run is share[-1]:
                held.wait()  # however fast the others were, one is tried after the pause
            too_late = held.is_set()  # before the attempt, so that it surely comes after the pause
            if record.claim(run.pk, "w") and too_late:
                begun_after.append(run)
        connection.close()

    threads = [threading.Thread(target=work, args=[share]) for share in shares]
    for thread in threads:
        thread.start()
    together.wait()
    queues.pause(queue, boss)
    held.set()
    for thread in threads:
        thread.join()
    assert begun_after == []
    states = [now(run).state for run in runs]
    assert set(states) <= {TaskState.STARTED, TaskState.PENDING}
    # Whatever was in time holds its run, and the others begin later.
    queues.resume(queue, boss)
    for run, state in zip(runs, states, strict=True):
        assert bool(record.claim(run.pk, "w")) == (state == TaskState.PENDING)


def test_of_two_who_hold_it_back_at_once_one_does(boss: Any) -> None:
    queue, together, did = f"nobody-{boss.pk}", threading.Barrier(6), []

    def pause() -> None:
        together.wait()
        did.append(queues.pause(queue, boss) is not None)
        connection.close()

    threads = [threading.Thread(target=pause) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(did) == [False] * 5 + [True]
    assert Action.objects.filter(target=queue).count() == 1
