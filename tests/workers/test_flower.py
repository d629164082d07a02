"""Flower shows what a plain `AsyncResult` of another process sees, and shows it to nobody else."""

import base64
import json
import os
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from scripts.local import ports
from tests.scripts.waiting import until
from tests.stack.place import ROOT, Place
from tests.stack.process import Process
from tests.stack.stack import Stack
from tests.workers.conftest import Play, ended, now

pytestmark = pytest.mark.slow
WHO = "ana:a password"


class Flower:
    """One that is up."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, who: str = "") -> Any:
        """What it answers, or the number of its refusal."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        if who:
            token = base64.b64encode(who.encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def info(self, run: TaskRun) -> dict[str, Any]:
        """What it knows of a run; empty when nothing."""
        known = self.ask(f"/api/task/info/{run.pk}", WHO)
        return dict(json.loads(known)) if isinstance(known, str) else {}

    def is_up(self, _process: Process | None = None) -> bool:
        try:
            return bool(self.ask("/healthcheck") == "OK")
        except OSError:
            return False

    def hears(self, crew: Stack) -> bool:
        """Whether it has told the worker to send events, and does hear of it."""
        told = crew["guion"].says(r"Events of group \{?task\}? enabled")
        known = self.ask("/api/workers?status=1", WHO)
        return told and isinstance(known, str) and bool(json.loads(known).get("guion@test"))


@pytest.fixture(scope="module")
def flower(place: Place, crew: Stack) -> Iterator[Flower]:
    """Against the tests' Redis and the worker of this folder."""
    flower = Flower(ports.any_free())
    command = [sys.executable, "-m", "celery", "--app=proyecto", f"--workdir={ROOT}", "flower"]
    process = Process(
        "flower",
        [*command, "--address=127.0.0.1", f"--port={flower.port}", "--read-only"],
        {**place.environment, "FLOWER_BASIC_AUTH": WHO},
        place.logs / "flower.log",
        crew.leash,
        flower.is_up,
    )
    process.start()
    until(lambda: flower.hears(crew), 60)
    yield flower
    process.end()


Both = Callable[[TaskRun], tuple[str, str]]


@pytest.fixture
def both(flower: Flower, anyone: Celery) -> Both:
    """The state of a run, to Flower and to somebody else's program."""
    return lambda run: (
        flower.info(run).get("state", ""),
        anyone.AsyncResult(str(run.pk)).state,
    )


@pytest.mark.parametrize("path", ["/", "/tasks", "/api/tasks", "/api/workers", "/workers"])
def test_it_asks_for_a_password(flower: Flower, path: str) -> None:
    assert flower.ask(path) == 401
    assert flower.ask(path, "ana:another") == 401
    assert isinstance(flower.ask(path, WHO), str)


def test_a_run_at_work_is_in_progress_and_then_done(
    crew: Stack, play: Play, both: Both, flower: Flower, gate: Path
) -> None:
    run = play(["phase", "uno"], ["report", 1, 2], ["until", str(gate)], ["give", 7])
    until(lambda: both(run) == ("PROGRESS", "PROGRESS"))
    known = flower.info(run)
    assert (known["name"], known["worker"]) == ("guion", "guion@test")
    assert json.loads(known["result"])["phase"] == "uno"
    gate.touch()
    until(lambda: both(run) == ("SUCCESS", "SUCCESS"))
    assert flower.info(run)["result"] == "7"


def test_one_that_is_cancelled_at_work_is_revoked(
    crew: Stack, play: Play, both: Both, gate: Path
) -> None:
    run = play(["phase", "uno"], ["report", 1, 2], ["until", str(gate)])
    until(lambda: both(run) == ("PROGRESS", "PROGRESS"))
    record.request_cancel(run.pk)
    until(lambda: both(run) == ("REVOKED", "REVOKED"))


def test_one_that_failed_is_a_failure(crew: Stack, play: Play, both: Both) -> None:
    run = play(["phase", "uno"], ["fail", "rejected"])
    until(lambda: both(run) == ("FAILURE", "FAILURE"))


@pytest.mark.fault
def test_one_whose_worker_was_lost_goes_on(crew: Stack, play: Play, both: Both, gate: Path) -> None:
    run = play(["phase", "uno"], ["report", 1, 2], ["until", str(gate)])
    until(lambda: both(run) == ("PROGRESS", "PROGRESS"))
    os.kill(int(now(run).worker.rpartition(":")[2]), signal.SIGKILL)
    until(lambda: now(run).attempt == 2, 30)
    until(lambda: both(run) == ("PROGRESS", "PROGRESS"))
    gate.touch()
    assert ended(run).state == "SUCCESS"
    until(lambda: both(run) == ("SUCCESS", "SUCCESS"))
