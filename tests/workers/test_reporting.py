"""Reporting: cheap for the work, told at most ten times a second, the newest always told."""

from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from proyecto.progress import live, record
from proyecto.progress.models import TaskRun
from proyecto.progress.snapshot import Known, snapshot
from proyecto.progress.vocabulary import TaskState
from tests.scripts.waiting import until
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack
from tests.workers.conftest import Play, ended, now, started, types

MANY = 100_000
# Ten a second for as long as a slow machine may take over them, and the milestones.
MOST_ENTRIES = 60


def known(run: TaskRun) -> Known:
    return snapshot([now(run)])[str(run.pk)]


def test_a_hundred_thousand_reports_are_few_entries_and_the_last_one_is_told(
    crew: Stack, play: Play, redis_process: RedisProcess, gate: Path
) -> None:
    run = play(["phase", "uno"], ["many", MANY], ["until", str(gate)])
    until(lambda: known(run).live.progress.done == MANY)
    with redis_process.client() as client:
        assert client.xlen(live.key(run.pk)) <= MOST_ENTRIES
    gate.touch()
    assert ended(run).state == TaskState.SUCCESS


def test_a_report_costs_less_than_ten_microseconds(crew: Stack, play: Play) -> None:
    seconds: Any = ended(play(["phase", "uno"], ["many", MANY])).result
    assert seconds / MANY < 10e-6


@pytest.mark.usefixtures("as_declared")
def test_anyone_who_asks_celery_sees_the_progress_and_then_the_success(
    crew: Stack, play: Play, anyone: Celery, gate: Path
) -> None:
    run = play(["phase", "dos"], ["report", 1, 2], ["until", str(gate)], ["give", 5])
    result: Any = anyone.AsyncResult(str(run.pk))
    until(lambda: result.state == "PROGRESS" and result.info["done"] == 1)
    assert result.info["permille"] == 625
    assert result.info["phase"] == "dos"
    gate.touch()
    until(lambda: result.state == "SUCCESS")
    assert result.result == 5


def test_a_task_without_phases_is_told_too(crew: Stack, play: Play, gate: Path) -> None:
    run = play(["report", 1, 4], ["until", str(gate)], task="guion_corto")
    until(lambda: known(run).live.progress.permille == 250)
    gate.touch()
    ended(run)


def test_each_phase_and_output_is_a_milestone_of_its_own(crew: Stack, play: Play) -> None:
    run = ended(play(["phase", "uno"], ["output", {"hls": True}], ["phase", "dos"]))
    assert types(run) == [
        "run.queued",
        "run.started",
        "run.phase",
        "run.output",
        "run.phase",
        "run.succeeded",
    ]
    assert run.how_far.facts == {"hls": True}
    assert all(phase.seconds is not None for phase in run.how_far.phases)


def test_careless_code_that_catches_every_exception_can_still_be_cancelled(
    crew: Stack, play: Play, anyone: Celery, gate: Path
) -> None:
    run = started(play(["swallow", str(gate)]))
    record.request_cancel(run.pk)
    assert ended(run, seconds=5).state == TaskState.REVOKED
    until(lambda: str(anyone.AsyncResult(str(run.pk)).state) == "REVOKED")


def test_work_that_was_done_when_somebody_cancelled_it_ends_cancelled(
    crew: Stack, play: Play, gate: Path
) -> None:
    run = started(play(["deaf", str(gate)], ["give", "too late"]))
    record.request_cancel(run.pk)
    gate.touch()
    assert ended(run).state == TaskState.REVOKED
    assert now(run).result is None


def test_a_cancelled_run_whose_work_fails_ends_cancelled(
    crew: Stack, play: Play, anyone: Celery, gate: Path
) -> None:
    run = started(play(["deaf", str(gate)], ["fail", "os"]))
    record.request_cancel(run.pk)
    gate.touch()
    assert ended(run).state == TaskState.REVOKED
    until(lambda: str(anyone.AsyncResult(str(run.pk)).state) == "REVOKED")


def test_a_run_keeps_its_lease_for_as_long_as_it_works(crew: Stack, play: Play, gate: Path) -> None:
    run = started(play(["until", str(gate)]))
    first = run.lease_until
    assert first is not None
    until(lambda: now(run).lease_until > first)  # type: ignore[operator]
    until(lambda: now(run).lease_until > first + record.lease())  # type: ignore[operator]
    gate.touch()
    assert ended(run).attempt == 1
