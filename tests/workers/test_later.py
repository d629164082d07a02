"""An ETA beyond the broker's visibility time-out: one run, one beginning, one effect."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState
from tests.stack.place import Place
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack
from tests.workers.conftest import Play, ended, now, started, types

pytestmark = pytest.mark.slow

TIMEOUT_SECONDS = 2
LATER = timedelta(seconds=3 * TIMEOUT_SECONDS)
ONCE = ["run.queued", "run.started", "run.succeeded"]


@pytest.fixture(scope="module")
def hasty(place: Place, redis_process: RedisProcess, crew: Stack) -> Iterator[Stack]:
    """Worker and beat that take a message back after two seconds."""
    short = {"BROKER_VISIBILITY_TIMEOUT": str(TIMEOUT_SECONDS)}
    crew.restart("guion", **short)
    crew.restart("beat", **short)
    yield crew
    crew.mend("guion", "beat")


def deliveries(hasty: Stack, run: TaskRun) -> int:
    """How often a worker was given its message."""
    return hasty["guion"].output.count(f"guion[{run.pk}] received")


def unacknowledged(redis_process: RedisProcess, run: TaskRun) -> bool:
    """Whether the broker still holds a message of it for somebody else."""
    with redis_process.client() as client:
        held = client.hvals("unacked")
        return any(str(run.pk).encode() in message for message in held)


def test_an_eta_beyond_the_time_out_runs_exactly_once(
    hasty: Stack, redis_process: RedisProcess, play: Play, tmp_path: Path
) -> None:
    marks, at = tmp_path / "marks", timezone.now() + LATER
    run = play(["mark", str(marks)], run_at=at)
    after = play(["give", 1], run_at=at + timedelta(seconds=TIMEOUT_SECONDS + 1))
    done = ended(run)
    assert done.started_at is not None
    assert done.started_at >= at
    ended(after)  # by now a message of the first would have been given out again
    assert marks.read_text() == "x\n"
    assert (deliveries(hasty, run), types(run)) == (1, ONCE)
    assert not unacknowledged(redis_process, run)


def test_two_hours_are_no_message_at_all_until_they_are_over(
    hasty: Stack, redis_process: RedisProcess, play: Play, tmp_path: Path
) -> None:
    marks = tmp_path / "marks"
    run = play(["mark", str(marks)], run_at=timezone.now() + timedelta(hours=2))
    other = play(["give", 1], run_at=timezone.now() + LATER)
    ended(other)  # the time-out is over, and nobody was given anything
    assert (now(run).state, now(run).published_at) == (TaskState.PENDING, None)
    assert (deliveries(hasty, run), unacknowledged(redis_process, run)) == (0, False)
    record.move(run.pk, None)
    assert ended(run).state == TaskState.SUCCESS
    assert marks.read_text() == "x\n"
    assert types(run) == ["run.queued", "run.rescheduled", "run.started", "run.succeeded"]


def test_work_that_takes_longer_than_the_time_out_is_done_once(
    hasty: Stack, redis_process: RedisProcess, play: Play, tmp_path: Path
) -> None:
    marks, gate = tmp_path / "marks", tmp_path / "gate"
    run = started(play(["mark", str(marks)], ["until", str(gate)]))
    ended(play(["give", 1], run_at=timezone.now() + LATER))
    gate.touch()
    assert ended(run).attempt == 1
    assert marks.read_text() == "x\n"
    assert (deliveries(hasty, run), types(run)) == (1, ONCE)
