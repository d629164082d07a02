"""One welcome mail, whatever becomes of the worker that sends it and of the messages that ask."""

import signal
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from dashboard.welcome import welcome
from proyecto.progress.models import Effect, TaskRun
from proyecto.progress.vocabulary import ENDED, TaskState
from proyecto.progress.wake import wake
from tests.mail.post_office import PostOffice, post_office
from tests.scripts.waiting import until
from tests.stack.place import Place
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.fault]


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    """For letters that the worker writes."""
    with post_office() as office:
        yield office


@pytest.fixture(scope="module")
def stack(
    place: Place, redis_process: RedisProcess, committed: None, office: PostOffice
) -> Iterator[Stack]:
    """The worker that writes letters, and beat, which finds what a dead one left."""
    environment = {**place.environment, "EMAIL_URL": office.url}
    with Stack(place, environment, redis_process) as stack:
        yield stack.start("general", "beat")


def now(run: TaskRun) -> TaskRun:
    return TaskRun.objects.get(pk=run.pk)


def ended(run: TaskRun) -> TaskRun:
    until(lambda: now(run).state in ENDED, 40)
    return now(run)


def test_a_worker_that_is_killed_before_it_hears_the_answer_has_sent_one(
    stack: Stack, office: PostOffice, ana: Any
) -> None:
    with office.held():
        run = welcome(ana)
        until(lambda: office.to(ana.email), 30)
        psutil.Process(int(now(run).worker.rpartition(":")[2])).send_signal(signal.SIGKILL)
        until(lambda: now(run).attempt > 1 or now(run).state == TaskState.RETRY, 30)
    after = ended(run)
    assert after.state == TaskState.SUCCESS
    assert after.attempt > 1
    assert after.result["unknown"], "it does not claim to know"
    assert len(office.to(ana.email)) == 1


def test_a_message_that_comes_twenty_times_and_a_second_run_send_one(
    stack: Stack, office: PostOffice, ana: Any
) -> None:
    with office.held():
        runs = [welcome(ana)]
        until(lambda: office.to(ana.email), 30)
        for _ in range(20):
            wake(runs[0])
        runs.append(welcome(ana))
    results = [ended(run).result for run in runs]
    assert results[0]["message_id"] == results[1]["message_id"]
    assert len(office.to(ana.email)) == 1
    assert Effect.objects.get(key=f"mail:bienvenida:{ana.pk}").tries == 1
