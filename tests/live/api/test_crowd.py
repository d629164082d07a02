"""A thousand programs follow through a killed server and a Redis that restarts: by number, none
misses a milestone and none is told one twice."""

import asyncio
import random

import pytest
from asgiref.sync import sync_to_async

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from tests.dashboard.runs import ask
from tests.live.api.conftest import token_of
from tests.stack.crowd import Crowd, Member
from tests.stack.people import People
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.fault]

FOLLOWERS = 1000
RUNS = 10


class Work:
    """Runs that have a milestone now and then until they are told to end."""

    def __init__(self, runs: list[TaskRun]) -> None:
        self.runs = runs
        self._stop = asyncio.Event()

    async def go_on(self) -> None:
        """A milestone of one of them, again and again."""
        while not self._stop.is_set():
            run = random.choice(self.runs)
            await sync_to_async(record.move)(run.pk, None)
            await asyncio.sleep(0.1)

    async def end(self) -> None:
        """All of them."""
        self._stop.set()
        for run in self.runs:
            await sync_to_async(record.request_cancel)(run.pk)


async def test_a_thousand_followers_miss_nothing_and_are_told_nothing_twice(
    stack: Stack, people: People, redis_process: RedisProcess
) -> None:
    def prepare() -> tuple[list[TaskRun], str]:
        owner = people.new()
        stack.restart("web", API_SOCKETS_PER_TOKEN="2000")
        return [ask(owner) for _ in range(RUNS)], token_of(owner)

    runs, token = await sync_to_async(prepare)()
    url = stack.address.replace("http", "ws", 1) + "/ws/v1/"
    members = [Member(url, token, str(runs[n % RUNS].pk)) for n in range(FOLLOWERS)]
    work = Work(runs)
    async with Crowd(members) as crowd:
        await crowd.all(lambda one: one.live, 120)
        working = asyncio.create_task(work.go_on())

        await sync_to_async(stack["web"].kill)()
        await sync_to_async(stack.start)("web")
        await crowd.all(lambda one: one.live and one.connections >= 2, 120)

        await sync_to_async(redis_process.kill)()
        await crowd.all(lambda one: not one.broker, 60)
        await sync_to_async(redis_process.start)()
        await crowd.all(lambda one: one.broker, 60)

        await work.end()
        await working
        await crowd.all(lambda one: one.ended, 120)

    kept = {
        str(run.pk): await sync_to_async(
            lambda run=run: list(run.events.order_by("n").values_list("n", flat=True))
        )()
        for run in runs
    }
    assert [one.problems for one in members if one.problems] == []
    for one in members:
        assert one.numbers == [n for n in kept[one.run] if n > one.first]
    assert min(map(len, kept.values())) > 3
