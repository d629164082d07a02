"""A message only wakes: delivered twice, fifty times or from elsewhere, a run happens once."""

import uuid
from pathlib import Path

from celery import Celery, current_app

from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState
from proyecto.progress.wake import wake
from tests.scripts.waiting import until
from tests.stack.stack import Stack
from tests.workers.conftest import Play, ended, started, types


def ignored(crew: Stack, run: TaskRun) -> int:
    """How many deliveries of it the worker has put aside."""
    return crew["guion"].output.count(f"[{run.pk}] ignored")


def test_the_same_message_fifty_times_at_once_has_one_effect(
    crew: Stack, play: Play, tmp_path: Path, gate: Path
) -> None:
    marks = tmp_path / "marks"
    run = play(["mark", str(marks)], ["until", str(gate)])
    for _ in range(50):
        wake(run)
    started(run)
    until(lambda: ignored(crew, run) >= 49)
    gate.touch()
    assert ended(run).attempt == 1
    assert marks.read_text() == "x\n"
    assert types(run) == ["run.queued", "run.started", "run.succeeded"]


def test_a_message_of_a_run_that_is_over_changes_nothing_and_celery_still_tells_its_end(
    crew: Stack, play: Play, anyone: Celery, tmp_path: Path
) -> None:
    marks = tmp_path / "marks"
    run = ended(play(["mark", str(marks)], ["give", "done"]))
    wake(run)
    until(lambda: ignored(crew, run))
    until(lambda: anyone.AsyncResult(str(run.pk)).state == "SUCCESS")
    assert anyone.AsyncResult(str(run.pk)).result == "done"
    assert marks.read_text() == "x\n"


def test_a_message_of_a_run_that_failed_leaves_celery_with_the_failure(
    crew: Stack, play: Play, anyone: Celery
) -> None:
    run = ended(play(["fail", "rejected"]))
    wake(run)
    until(lambda: ignored(crew, run))
    until(lambda: anyone.AsyncResult(str(run.pk)).state == "FAILURE")


def test_a_message_from_elsewhere_becomes_a_run(crew: Stack, anyone: Celery) -> None:
    run_id = str(uuid.uuid4())
    anyone.send_task("guion", args=[[["give", 7]]], task_id=run_id, queue="guion")
    until(lambda: TaskRun.objects.filter(pk=run_id).exists())
    run = ended(TaskRun.objects.get(pk=run_id))
    assert (run.state, run.result, run.owner) == (TaskState.SUCCESS, 7, None)


def test_a_run_that_was_cancelled_before_its_message_came_never_happens(
    crew: Stack, play: Play, tmp_path: Path
) -> None:
    from proyecto.progress import record

    marks = tmp_path / "marks"
    run = play(["mark", str(marks)], queue=f"nobody-{uuid.uuid4()}")
    assert record.request_cancel(run.pk)
    current_app.send_task("guion", args=run.args, task_id=str(run.pk), queue="guion")
    until(lambda: ignored(crew, run))
    assert not marks.exists()
    assert types(run) == ["run.queued", "run.cancelled"]
