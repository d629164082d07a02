"""Effects in real workers: killed on either side of the act, frozen, delivered many times."""

import signal
import uuid
from pathlib import Path
from typing import Any

import psutil
import pytest

from proyecto.progress import launch
from proyecto.progress.models import Effect, TaskRun
from proyecto.progress.vocabulary import TaskState
from proyecto.progress.wake import wake
from tests.scripts.waiting import until
from tests.stack.stack import Stack
from tests.workers.conftest import Play, ended, now, started

State = Effect.State


@pytest.fixture
def key() -> str:
    return f"charge:test:{uuid.uuid4()}"


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """The world: each line is one time that it was done to."""
    return tmp_path / "marks"


def holder(run: TaskRun) -> psutil.Process:
    """The process that holds a run."""
    return psutil.Process(int(now(run).worker.rpartition(":")[2]))


def planned(key: str) -> None:
    """Return when it has begun."""
    until(lambda: Effect.objects.filter(key=key, state=State.PLANNED).exists())


def times(marks: Path) -> int:
    """How often it was done."""
    return len(marks.read_text().splitlines()) if marks.exists() else 0


@pytest.mark.fault
@pytest.mark.parametrize(("moment", "asked"), [("before", True), ("after", True), ("after", False)])
def test_a_worker_that_is_killed_on_either_side_of_the_act_does_it_once_all_the_same(
    crew: Stack, play: Play, key: str, marks: Path, gate: Path, moment: str, asked: bool
) -> None:
    how: dict[str, Any] = {moment: str(gate), "ask": asked, "unknown": "leave"}
    run = play(["effect", key, str(marks), how])
    planned(key)
    if moment == "after":
        until(marks.exists)
    holder(run).send_signal(signal.SIGKILL)
    gate.touch()

    done = ended(run)

    assert (done.state, done.attempt) == (TaskState.SUCCESS, 2)
    assert times(marks) == 1
    assert done.result == ({"lines": 1} if asked else None)
    assert Effect.objects.get(key=key).state == (State.DONE if asked else State.PLANNED)


@pytest.mark.slow
@pytest.mark.fault
def test_a_worker_that_wakes_up_after_its_lease_does_not_begin(
    crew: Stack, play: Play, key: str, marks: Path, gate: Path, tmp_path: Path
) -> None:
    last = tmp_path / "last"
    run = play(["deaf", str(gate)], ["effect", key, str(marks), {"after": str(last)}])
    zombie = holder(started(run))
    zombie.suspend()
    try:
        until(lambda: now(run).attempt == 2, 30)
        gate.touch()
        until(marks.exists)
    finally:
        zombie.resume()
    until(lambda: crew["guion"].output.count(f"[{run.pk}] ignored") == 1)
    last.touch()
    assert ended(run).result == {"lines": 1}
    assert times(marks) == 1


def test_a_message_that_is_delivered_many_times_in_the_middle_of_it_does_it_once(
    crew: Stack, play: Play, key: str, marks: Path, gate: Path
) -> None:
    run = play(["effect", key, str(marks), {"after": str(gate)}])
    until(marks.exists)
    for _ in range(20):
        wake(run)
    until(lambda: crew["guion"].output.count(f"[{run.pk}] ignored") == 20)
    gate.touch()
    assert ended(run).attempt == 1
    assert times(marks) == 1


def test_two_runs_that_are_to_do_the_same_do_it_once_and_both_end_well(
    crew: Stack, play: Play, key: str, marks: Path, gate: Path
) -> None:
    step = ["effect", key, str(marks), {"after": str(gate), "ask": True}]
    first = play(step)
    until(marks.exists)
    second = play(step)
    until(lambda: now(second).error == "held")
    gate.touch()
    assert ended(first).result == ended(second).result == {"lines": 1}
    assert times(marks) == 1


def test_trying_again_does_not_repeat_what_the_failed_run_did(
    crew: Stack, play: Play, key: str, marks: Path
) -> None:
    failed = ended(play(["effect", key, str(marks), {}], ["fail", "bug"]))
    again = ended(launch.again(failed))
    assert (failed.state, again.state) == (TaskState.FAILURE, TaskState.FAILURE)
    assert times(marks) == 1
    assert Effect.objects.get(key=key).run == failed


def test_a_no_that_may_pass_is_tried_again_as_often_as_any_trouble(
    crew: Stack, play: Play, key: str, marks: Path
) -> None:
    run = ended(play(["effect", key, str(marks), {"refused": "transient"}]))
    effect = Effect.objects.get(key=key)
    assert (run.state, run.error, run.attempt) == (TaskState.FAILURE, "stalled", 3)
    assert (effect.state, effect.tries, effect.attempt) == (State.REFUSED, 3, 3)
    assert effect.result == {"error": "stalled", "detail": "a detail for experts"}


def test_a_no_for_good_ends_the_run_at_once(crew: Stack, play: Play, key: str, marks: Path) -> None:
    run = ended(play(["effect", key, str(marks), {"refused": "rejected"}]))
    assert (run.state, run.cause, run.attempt) == (TaskState.FAILURE, "rejected", 1)
    assert run.error_facts == {"container": "text"}
    assert not marks.exists()
