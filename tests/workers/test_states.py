"""Whoever asks where a run stands hears the same: the page's own JSON, and a plain `AsyncResult`
of a program that knows nothing of runs. With real workers, for every state."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState
from tests.scripts.waiting import until
from tests.stack.place import Place
from tests.stack.stack import Stack
from tests.workers.conftest import Play, ended, now, started

ASKER = """
import json, sys
from celery import Celery
app = Celery("anyone", backend=sys.argv[1])
for line in sys.stdin:
    found = app.AsyncResult(line.strip())
    heard = [found.state, found.ready(), found.successful(), found.result]
    print(json.dumps(heard, default=str), flush=True)
"""
Ask = Callable[[TaskRun], list[Any]]
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def in_celery(place: Place) -> Iterator[Ask]:
    """Another process with an `AsyncResult`: state, ready, successful, result."""
    with subprocess.Popen(
        [sys.executable, "-c", ASKER, place.redis.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def asked(run: TaskRun) -> list[Any]:
            print(run.pk, file=stdin, flush=True)
            return list(json.loads(stdout.readline()))

        yield asked
        stdin.close()


def estado(run: TaskRun) -> dict[str, Any]:
    """What the page's JSON says to the run's owner."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(run.owner)
    return dict(client.get(f"/tareas/{run.pk}/estado/").json())


def both_say(in_celery: Ask, run: TaskRun, word: str) -> dict[str, Any]:
    """Wait until both know; what the page then says."""
    until(lambda: (estado(run)["estado"], in_celery(run)[0]) == (word, word))
    said, heard = estado(run), in_celery(run)
    assert [said["estado"], said["listo"], said["exitoso"]] == heard[:3]
    return said


def test_one_that_waits_for_a_worker(crew: Stack, play: Play, in_celery: Ask) -> None:
    assert not both_say(in_celery, play(queue="nobody-states"), "PENDING")["listo"]


def test_one_that_waits_for_its_time(crew: Stack, play: Play, in_celery: Ask) -> None:
    both_say(in_celery, play(run_at=timezone.now() + HOUR), "PENDING")


def test_one_that_was_begun(crew: Stack, play: Play, in_celery: Ask, gate: Path) -> None:
    both_say(in_celery, started(play(["until", str(gate)])), "STARTED")


def test_one_that_tells_how_far_it_is(crew: Stack, play: Play, in_celery: Ask, gate: Path) -> None:
    run = play(["phase", "uno"], ["report", 1, 2], ["until", str(gate)])
    both_say(in_celery, run, "PROGRESS")
    gate.touch()
    both_say(in_celery, run, "SUCCESS")


def test_one_that_waits_for_its_next_attempt(crew: Stack, play: Play, in_celery: Ask) -> None:
    run = play(["fail", "transient", 1], ["give", 1])
    until(lambda: now(run).state == TaskState.RETRY and record.move(run.pk, timezone.now() + HOUR))
    both_say(in_celery, run, "RETRY")
    record.move(run.pk, None)
    both_say(in_celery, run, "SUCCESS")


def test_one_that_went_well(crew: Stack, play: Play, in_celery: Ask) -> None:
    run = play(["give", {"id": 7}])
    assert both_say(in_celery, run, "SUCCESS")["resultado"] == {"id": 7}
    assert in_celery(run)[3] == {"id": 7}


def test_one_that_was_rejected(crew: Stack, play: Play, in_celery: Ask) -> None:
    said = both_say(in_celery, play(["fail", "rejected"]), "FAILURE")
    assert said["error"].startswith("This is not a video or sound file")


def test_one_that_broke(crew: Stack, play: Play, in_celery: Ask) -> None:
    assert both_say(in_celery, play(["fail", "bug"]), "FAILURE")["error"]


def test_one_that_was_cancelled_while_it_waited(crew: Stack, play: Play, in_celery: Ask) -> None:
    run = play(run_at=timezone.now() + HOUR)
    record.request_cancel(run.pk)
    assert both_say(in_celery, run, "REVOKED")["error"] == "It was cancelled."


def test_one_that_was_cancelled_at_work(
    crew: Stack, play: Play, in_celery: Ask, gate: Path
) -> None:
    run = started(play(["until", str(gate)]))
    record.request_cancel(run.pk)
    assert both_say(in_celery, run, "REVOKED")["error"] == "It was cancelled."


def test_one_that_nobody_began_in_time(crew: Stack, play: Play, in_celery: Ask) -> None:
    run = play(queue="nobody-states", expires=1)
    assert both_say(in_celery, run, "REVOKED")["error"] == "Nobody could begin with it in time."
    assert in_celery(run)[3] == "expired"


def test_one_whose_workers_were_lost(crew: Stack, play: Play, in_celery: Ask, gate: Path) -> None:
    run = started(play(["deaf", str(gate)]))
    TaskRun.objects.filter(pk=run.pk).update(attempts=1)
    os.kill(int(now(run).worker.rpartition(":")[2]), signal.SIGKILL)
    assert ended(run).cause == "worker_lost"
    assert both_say(in_celery, run, "FAILURE")["error"]


def test_one_that_was_moved_while_its_message_lay_there(
    crew: Stack, play: Play, in_celery: Ask, gate: Path
) -> None:
    """The worker turns the message away; Celery has said STARTED by then."""
    run = play(run_at=timezone.now() + HOUR)
    crew_takes_a_message_of(crew, run)
    both_say(in_celery, run, "PENDING")
    record.move(run.pk, None)
    both_say(in_celery, run, "SUCCESS")


def crew_takes_a_message_of(crew: Stack, run: TaskRun) -> None:
    from celery import current_app

    current_app.send_task("guion", args=run.args, task_id=str(run.pk), queue="guion")
    until(lambda: f"[{run.pk}] ignored" in crew["guion"].output)
