"""However a task ends, the ledger and Celery say the same, and the worker lives."""

from typing import Any, NamedTuple

import pytest
from celery import Celery

from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState
from tests.scripts.waiting import until
from tests.stack.stack import Stack
from tests.workers.conftest import Play, ended, types


class End(NamedTuple):
    """How a run must end, and what it had to do until then."""

    steps: list[list[Any]]
    state: str
    cause: str
    error: str
    attempt: int


ENDS = {
    "a result": End([["give", {"a": [1, "ñ"]}]], "SUCCESS", "", "", 1),
    "rejected": End([["fail", "rejected"]], "FAILURE", "rejected", "not_media", 1),
    "a bug": End([["fail", "bug"]], "FAILURE", "error", "error", 1),
    "an unknown phase": End([["phase", "cocinar"]], "FAILURE", "error", "error", 1),
    "passing once": End([["fail", "transient", 1]], "SUCCESS", "", "", 2),
    "passing, the disk": End([["fail", "os", 1]], "SUCCESS", "", "", 2),
    "passing, the network": End([["fail", "connection", 1]], "SUCCESS", "", "", 2),
    "passing, the memory": End([["fail", "memory", 1]], "SUCCESS", "", "", 2),
    "never passing": End([["fail", "transient"]], "FAILURE", "error", "stalled", 3),
    "a full disk": End([["fail", "disk_full"]], "FAILURE", "error", "disk_full", 3),
    "too little memory": End([["fail", "memory"]], "FAILURE", "error", "out_of_memory", 3),
}


@pytest.fixture(scope="module")
def runs(crew: Stack, play: Play) -> dict[str, TaskRun]:
    """All of them, asked for at once."""
    return {name: play(*end.steps) for name, end in ENDS.items()}


@pytest.mark.parametrize("name", ENDS)
def test_a_run_ends_as_its_task_did_in_the_ledger_and_in_celery(
    runs: dict[str, TaskRun], anyone: Celery, name: str
) -> None:
    end, run = ENDS[name], ended(runs[name])
    assert (run.state, run.cause, run.error, run.attempt) == (
        end.state,
        end.cause,
        end.error,
        end.attempt,
    )
    until(lambda: anyone.AsyncResult(str(run.pk)).state == end.state)


def test_the_result_is_kept_and_given_to_who_asks_celery(
    runs: dict[str, TaskRun], anyone: Celery
) -> None:
    run = ended(runs["a result"])
    assert run.result == {"a": [1, "ñ"]}
    until(lambda: anyone.AsyncResult(str(run.pk)).ready())
    assert anyone.AsyncResult(str(run.pk)).result == run.result


def test_a_rejection_keeps_the_facts_for_its_sentence(runs: dict[str, TaskRun]) -> None:
    assert ended(runs["rejected"]).error_facts == {"container": "text"}


def test_a_bug_keeps_its_detail_for_experts(runs: dict[str, TaskRun]) -> None:
    assert "ZeroDivisionError" in ended(runs["a bug"]).detail


def test_an_unknown_phase_is_told_with_those_that_were_declared(runs: dict[str, TaskRun]) -> None:
    assert "uno, dos" in ended(runs["an unknown phase"]).detail


def test_a_problem_that_passed_leaves_no_error_behind(runs: dict[str, TaskRun]) -> None:
    run = ended(runs["passing once"])
    assert (run.error_facts, run.detail, run.run_at) == ({}, "", None)
    assert types(run) == [
        "run.queued",
        "run.started",
        "run.retrying",
        "run.started",
        "run.succeeded",
    ]


def test_a_worker_outlives_every_one_of_them(runs: dict[str, TaskRun], crew: Stack) -> None:
    for run in runs.values():
        ended(run)
    assert crew["guion"].running
    assert not crew["guion"].says("Unrecoverable error")


def test_a_task_that_takes_too_long_is_told_to_stop_and_fails(crew: Stack, play: Play) -> None:
    run = ended(play(["deaf", "/nonexistent/gate"], task="guion_corto"))
    assert (run.state, run.cause, run.error) == (TaskState.FAILURE, "timeout", "timeout")


@pytest.mark.slow
def test_a_task_that_does_not_stop_is_killed_and_its_run_goes_on(
    crew: Stack, play: Play, anyone: Celery
) -> None:
    run = ended(play(["swallow", "/nonexistent/gate"], task="guion_corto"))
    assert (run.state, run.cause, run.attempt) == (TaskState.FAILURE, "timeout", 2)
    assert types(run).count("run.retrying") == 1
    until(lambda: anyone.AsyncResult(str(run.pk)).state == "FAILURE")
