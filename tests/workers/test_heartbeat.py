"""Real workers say that they are there, take nothing new when told so, and begin nothing of a queue
that is held back."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from weakref import WeakSet

import psutil
import pytest
from celery import current_app
from celery.worker import state

from proyecto.progress import queues, workers
from proyecto.progress.models import QueuePause, TaskRun
from proyecto.progress.vocabulary import TaskState
from proyecto.progress.workers import Worker
from tests.scripts.waiting import until
from tests.stack.people import People
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack
from tests.workers.conftest import Play, ended, now, started
from workers.heartbeat import Heartbeat

NAME = "guion@test"


@pytest.fixture
def boss(people: People) -> Iterator[Any]:
    yield people.new(is_staff=True)
    QueuePause.objects.all().delete()


def heard() -> Worker | None:
    return next((worker for worker in workers.alive() if worker.name == NAME), None)


def said(condition: Any, seconds: float = 15) -> Worker:
    """The worker, once what it says is so."""

    def so() -> Worker | None:
        worker = heard()
        return worker if worker is not None and condition(worker) else None

    worker = until(so, seconds)
    assert worker is not None
    return worker


def told(command: str) -> Any:
    to = {"destination": [NAME], "reply": True, "limit": 1, "timeout": 15}
    return current_app.control.broadcast(command, **to)


def test_a_worker_says_what_it_is_and_what_it_does(crew: Stack, play: Play, gate: Path) -> None:
    run = started(play(["until", str(gate)]))
    worker = said(lambda worker: str(run.pk) in worker.runs)
    assert (worker.queues, worker.slots, worker.pid) == (["guion"], 2, crew["guion"].pid)
    assert run.worker.startswith(NAME)
    family = sum(one.memory_info().rss for one in psutil.Process(worker.pid).children(True))
    assert worker.rss is not None
    assert 20e6 < worker.rss < family + psutil.Process(worker.pid).memory_info().rss
    gate.touch()
    ended(run)
    said(lambda worker: str(run.pk) not in worker.runs)


def test_what_it_works_on_may_change_while_it_says_so(
    redis_process: RedisProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way: WeakSet[Any] = WeakSet()

    class Request(SimpleNamespace):
        __hash__ = object.__hash__

    requests = [Request(id=name) for name in "abc"]

    def looked_at() -> Any:
        """In place of the reference to one: another begins just now."""
        under_way.add(requests[2])
        return requests[0]

    under_way.add(requests[1])
    under_way.data.add(looked_at)
    monkeypatch.setattr(state, "active_requests", under_way)
    pool = SimpleNamespace(num_processes=1)
    consumer = SimpleNamespace(app=current_app, pool=pool, hostname="nobody@test")
    assert Heartbeat(consumer)._said["runs"] == ["a", "b"]


def test_one_that_is_told_to_drain_finishes_what_it_has_and_takes_nothing_new(
    crew: Stack, play: Play, gate: Path, tmp_path: Path
) -> None:
    first = started(play(["until", str(gate)]))
    assert told("drain") == [{NAME: {"ok": "draining"}}]
    said(lambda worker: worker.draining)
    marks = tmp_path / "marks"
    second = play(["mark", str(marks)])
    until(lambda: now(second).published_at)
    gate.touch()
    assert ended(first).state == TaskState.SUCCESS
    said(lambda worker: not worker.runs)
    assert now(second).state == TaskState.PENDING
    assert said(lambda _: True).queues == ["guion"], "it is still known what it would serve"
    assert told("undrain") == [{NAME: {"ok": "taking"}}]
    ended(second)
    assert marks.read_text() == "x\n"
    said(lambda worker: not worker.draining)


def test_a_run_of_a_queue_that_is_held_back_does_not_begin_and_begins_at_once_afterwards(
    crew: Stack, play: Play, boss: Any, gate: Path, tmp_path: Path
) -> None:
    marks = tmp_path / "marks"
    under_way = started(play(["until", str(gate)]))
    queues.pause("guion", boss)
    waits = play(["mark", str(marks)])
    current_app.send_task("guion", args=waits.args, task_id=str(waits.pk), queue="guion")
    until(lambda: f"[{waits.pk}] ignored" in crew["guion"].output)
    gate.touch()
    assert ended(under_way).state == TaskState.SUCCESS
    assert TaskRun.objects.get(pk=waits.pk).state == TaskState.PENDING
    queues.resume("guion", boss)
    assert ended(waits, 5).attempt == 1
    assert marks.read_text() == "x\n"


@pytest.mark.slow
def test_one_that_leaves_says_goodbye_and_one_that_is_killed_is_missed(crew: Stack) -> None:
    with crew.whole("guion", "beat"):
        said(lambda _: True)
        crew["guion"].terminate()
        gone = [worker for worker in workers.heard() if worker.name == NAME]
        assert [worker.gone for worker in gone] == [True]
        crew["guion"].start()
        said(lambda _: True)
        crew["guion"].kill()
        with crew.redis.client() as client:  # as if its last word were an hour old
            client.zincrby(f"avance:{workers.KIND}:heard", -3_600_000, NAME)
        assert NAME in {worker.name for worker in workers.silent()}
    said(lambda _: True)


@pytest.mark.slow
@pytest.mark.fault
def test_a_worker_goes_on_while_redis_is_away_and_is_heard_again_afterwards(crew: Stack) -> None:
    with crew.whole("guion", "beat"):
        pid = said(lambda _: True).pid
        crew.redis.kill()
        assert workers.alive() == []
        until(lambda: "nobody hears that this worker lives" in crew["guion"].output)
        crew.redis.start()
        assert said(lambda _: True, 30).pid == pid
