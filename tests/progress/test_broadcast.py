"""Publishing: what the live store lacks is told again, in order, whoever finds it missing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from proyecto.progress import live, record
from proyecto.progress.broadcast import Broadcaster, group_of
from proyecto.progress.events import TICK, Event, Position, encoder
from proyecto.progress.live import Refused
from proyecto.progress.models import TaskRun
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import TaskState
from tests.progress.conftest import Ask
from tests.scripts.waiting import until
from tests.stack.guion import guion
from tests.stack.listener import Listener
from tests.stack.redis import RedisProcess
from workers.active import ActiveRun


@pytest.fixture
def broadcaster(redis_process: RedisProcess) -> Iterator[Broadcaster]:
    made = Broadcaster()
    yield made
    made._loop.run_until_complete(made._layer.flush())
    made._loop.close()


@pytest.fixture
def run(ask: Ask) -> TaskRun:
    """Under way, and told of."""
    run = record.claim(ask().pk, "w")
    assert run is not None
    teller().drain()
    return run


def forget(redis_process: RedisProcess, run: TaskRun) -> None:
    """As a Redis that was wiped does."""
    with redis_process.client() as client:
        assert client.delete(live.key(run.pk))


def entries(redis_process: RedisProcess, run: TaskRun) -> list[Any]:
    with redis_process.client() as client:
        return [live.entry(row).at.n for row in client.xrange(live.key(run.pk))]


def a_tick(run: TaskRun) -> bytes:
    return encoder.encode(Event(type=TICK, at=run.changed_at, live=run.live()))


def test_what_was_forgotten_is_told_again_in_order(
    broadcaster: Broadcaster, redis_process: RedisProcess, run: TaskRun
) -> None:
    forget(redis_process, run)
    with Listener(group_of(run.owner_id)) as listener:
        assert broadcaster.publish_missing(run.pk) == 2
        listener.hears(run.pk, 2)
        assert listener.types(run.pk) == ["run.queued", "run.started"]
    assert entries(redis_process, run) == [1, 2]
    assert broadcaster.publish_missing(run.pk) == 0


def test_many_who_find_the_same_missing_tell_it_once(
    redis_process: RedisProcess, run: TaskRun
) -> None:
    for _ in range(3):
        record.phase(run.pk, 1, run.how_far)
    teller().drain()
    forget(redis_process, run)

    def publish(_: int) -> int:
        mine = Broadcaster()
        try:
            return mine.publish_missing(run.pk)
        finally:
            mine._loop.run_until_complete(mine._layer.flush())
            mine._loop.close()
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(publish, range(4))) == 5
    assert entries(redis_process, run) == [1, 2, 3, 4, 5]


def test_the_first_tick_after_redis_forgot_everything_brings_it_all_back(
    broadcaster: Broadcaster, redis_process: RedisProcess, run: TaskRun
) -> None:
    forget(redis_process, run)
    assert isinstance(broadcaster.tick(str(run.pk), 1, 2, run.owner_id, a_tick(run)), Position)
    assert entries(redis_process, run) == [1, 2, 2]


def test_a_tick_that_comes_while_others_tell_again_what_was_forgotten_keeps_its_run(
    broadcaster: Broadcaster, redis_process: RedisProcess, run: TaskRun
) -> None:
    forget(redis_process, run)
    queued = run.events.get(n=1)
    broadcaster._milestone(run, queued)  # another one is half-way
    assert isinstance(broadcaster.tick(str(run.pk), 1, 2, run.owner_id, a_tick(run)), Position)
    assert entries(redis_process, run) == [1, 2, 2]


def test_a_tick_of_an_older_attempt_is_told_that_it_lost_the_run(
    broadcaster: Broadcaster, run: TaskRun
) -> None:
    record.lose(run.pk, 1)
    record.claim(run.pk, "another")
    teller().drain()
    answer = broadcaster.tick(str(run.pk), 1, 2, run.owner_id, a_tick(run))
    assert answer == Refused("fenced")


@pytest.mark.fault
def test_the_last_word_before_redis_died_is_told_when_it_is_back(
    breakable_redis: RedisProcess, run: TaskRun
) -> None:
    active = ActiveRun(guion, run)
    teller().attach(active)
    breakable_redis.kill()
    active.report(3, 4)
    until(lambda: teller()._silent_until > 0 and active._dirty)
    breakable_redis.start()
    store = live.LiveStore(breakable_redis.client())

    def told() -> bool:
        top = store.tops([run.pk]).get(str(run.pk))
        return top is not None and b'"done":3' in top.data

    until(told)
    teller().detach(active)
    assert TaskRun.objects.get(pk=run.pk).state == TaskState.STARTED
