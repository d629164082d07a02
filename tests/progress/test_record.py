"""A run's state changes only as the drawing in `TaskRun` says, and only for who holds it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause, Milestone, TaskState
from tests.progress.conftest import Ask

Act = Callable[[TaskRun], Any]

WORDS: dict[str, Act] = {
    "claim": lambda run: record.claim(run.pk, "worker"),
    "phase": lambda run: record.phase(run.pk, run.attempt, run.how_far),
    "output": lambda run: record.output(run.pk, run.attempt, run.how_far),
    "succeed": lambda run: record.succeed(run.pk, run.attempt, {"ok": 1}, run.how_far),
    "fail": lambda run: record.fail(run.pk, run.attempt, Cause.ERROR, "error"),
    "retry": lambda run: record.retry(run.pk, run.attempt, Cause.ERROR, "io"),
    "release": lambda run: record.release(run.pk, run.attempt),
    "lose": lambda run: record.lose(run.pk, run.attempt),
    "request_cancel": lambda run: record.request_cancel(run.pk),
    "cancelled": lambda run: record.cancelled(run.pk, run.attempt),
}
OF_A_WORKER = ("phase", "output", "succeed", "fail", "retry", "release", "lose", "cancelled")

# How a run gets where a test wants it; the words are those above.
ROADS: dict[str, list[str]] = {
    "PENDING": [],
    "STARTED": ["claim"],
    "CANCELLING": ["claim", "request_cancel"],
    "RETRY": ["claim", "lose"],
    "SUCCESS": ["claim", "succeed"],
    "FAILURE": ["claim", "fail"],
    "REVOKED": ["request_cancel"],
}
# The drawing, as a table. What is not in it is refused.
MAY: dict[tuple[str, str], str] = {
    ("PENDING", "claim"): "STARTED",
    ("PENDING", "request_cancel"): "REVOKED",
    ("RETRY", "claim"): "STARTED",
    ("RETRY", "request_cancel"): "REVOKED",
    ("STARTED", "phase"): "STARTED",
    ("STARTED", "output"): "STARTED",
    ("STARTED", "succeed"): "SUCCESS",
    ("STARTED", "fail"): "FAILURE",
    ("STARTED", "retry"): "RETRY",
    ("STARTED", "release"): "RETRY",
    ("STARTED", "lose"): "RETRY",
    ("STARTED", "request_cancel"): "CANCELLING",
    ("STARTED", "cancelled"): "REVOKED",
    ("CANCELLING", "phase"): "CANCELLING",
    ("CANCELLING", "output"): "CANCELLING",
    ("CANCELLING", "fail"): "FAILURE",
    ("CANCELLING", "retry"): "REVOKED",
    ("CANCELLING", "lose"): "REVOKED",
    ("CANCELLING", "cancelled"): "REVOKED",
}


def now(run: TaskRun) -> TaskRun:
    """The row as it is."""
    return TaskRun.objects.get(pk=run.pk)


def where(run: TaskRun) -> str:
    live = now(run).live()
    return "CANCELLING" if live.cancelling else live.state.value


def brought(run: TaskRun, place: str) -> TaskRun:
    for word in ROADS[place]:
        assert WORDS[word](now(run)) is not None
    assert where(run) == place
    return now(run)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("stand", ROADS)
def test_a_run_moves_only_as_the_drawing_says(ask: Ask, stand: str, word: str) -> None:
    run = brought(ask(), stand)
    moved = WORDS[word](run)
    assert where(run) == MAY.get((stand, word), stand)
    if (stand, word) in MAY:
        assert moved.milestone == run.milestone + 1
        assert [event.n for event in run.events.all()] == list(range(1, run.milestone + 2))
    else:
        assert moved is None
        assert now(run).milestone == run.milestone
        assert run.events.count() == run.milestone


@pytest.mark.parametrize("word", OF_A_WORKER)
def test_what_an_older_attempt_says_is_refused(ask: Ask, word: str) -> None:
    zombie = brought(ask(), "STARTED")
    record.lose(zombie.pk, 1)
    record.claim(zombie.pk, "another worker")
    assert WORDS[word](zombie) is None
    assert not record.renew(zombie.pk, 1, zombie.how_far)
    assert (now(zombie).state, now(zombie).attempt) == (TaskState.STARTED, 2)


def test_a_run_that_is_not_due_can_not_be_claimed(ask: Ask) -> None:
    run = ask(run_at=timezone.now() + timedelta(hours=1))
    assert record.claim(run.pk, "early") is None
    TaskRun.objects.filter(pk=run.pk).update(run_at=timezone.now())
    assert record.claim(run.pk, "punctual")


def test_of_twenty_who_claim_at_once_one_wins(ask: Ask) -> None:
    run = ask()

    def claim(number: int) -> TaskRun | None:
        try:
            return record.claim(run.pk, f"worker {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        winners = [won for won in pool.map(claim, range(20)) if won is not None]
    assert len(winners) == 1
    assert now(run).attempt == 1
    assert now(run).worker == winners[0].worker


def test_a_claim_takes_the_next_attempt_for_one_lease(ask: Ask) -> None:
    run = brought(ask(), "RETRY")
    claimed = record.claim(run.pk, "w")
    assert claimed is not None
    assert claimed.attempt == 2
    assert claimed.worker == "w"
    assert claimed.lease_until is not None
    left = claimed.lease_until - timezone.now()
    assert timedelta() < left <= record.lease()
    assert (claimed.cause, claimed.error, claimed.run_at) == ("", "", None)


def test_renewing_keeps_the_lease_and_how_far_the_run_is(ask: Ask) -> None:
    run = brought(ask(), "STARTED")
    progress = run.how_far
    progress.permille, progress.done = 420, 4.2
    assert record.renew(run.pk, 1, progress)
    again = now(run)
    assert again.lease_until > run.lease_until  # type: ignore[operator]
    assert again.how_far == progress
    assert again.milestone == run.milestone


def test_a_retry_waits_twice_as_long_each_time_and_fails_when_attempts_are_used_up(
    ask: Ask,
) -> None:
    run, waits = ask(), []
    for attempt in (1, 2):
        record.claim(run.pk, "w")
        retried = record.retry(run.pk, attempt, Cause.ERROR, "io", detail="EIO")
        assert retried is not None
        assert retried.state == TaskState.RETRY
        assert retried.run_at is not None
        waits.append((retried.run_at - retried.changed_at).total_seconds())
        TaskRun.objects.filter(pk=run.pk).update(run_at=timezone.now())
    record.claim(run.pk, "w")
    ended = record.retry(run.pk, 3, Cause.ERROR, "io", {"free": 0}, "EIO")
    assert waits == [pytest.approx(1, abs=0.5), pytest.approx(2, abs=0.5)]
    assert ended is not None
    assert (ended.state, ended.cause, ended.error) == (TaskState.FAILURE, "error", "io")
    assert (ended.error_facts, ended.detail) == ({"free": 0}, "EIO")
    assert ended.finished_at is not None


def test_an_attempt_that_its_worker_gave_back_does_not_count(ask: Ask) -> None:
    run = brought(ask(), "STARTED")
    released = record.release(run.pk, 1)
    assert released is not None
    assert released.attempts == run.attempts + 1
    assert released.cause == Cause.RESTARTED
    assert record.claim(run.pk, "w"), "it waits for nothing"


def test_the_first_loss_goes_on_at_once_and_the_next_one_waits(ask: Ask) -> None:
    run = brought(ask(), "STARTED")
    first = record.lose(run.pk, 1)
    assert first is not None
    assert first.run_at is not None
    assert first.run_at <= timezone.now()
    record.claim(run.pk, "w")
    second = record.lose(run.pk, 2)
    assert second is not None
    assert second.run_at is not None
    assert second.run_at > timezone.now()
    assert second.cause == Cause.WORKER_LOST


def test_losing_the_same_attempt_twice_changes_nothing(ask: Ask) -> None:
    run = brought(ask(), "STARTED")
    assert record.lose(run.pk, 1) is not None
    assert record.lose(run.pk, 1) is None
    record.claim(run.pk, "w")
    assert record.lose(run.pk, 1) is None
    assert now(run).state == TaskState.STARTED


def test_a_run_that_loses_its_workers_again_and_again_fails(ask: Ask) -> None:
    run = ask()
    for attempt in (1, 2, 3):
        TaskRun.objects.filter(pk=run.pk).update(run_at=None)
        assert record.claim(run.pk, "w")
        assert record.lose(run.pk, attempt)
    assert (now(run).state, now(run).cause) == (TaskState.FAILURE, Cause.WORKER_LOST)


def test_work_that_was_finished_after_somebody_cancelled_it_is_cancelled_not_done(
    ask: Ask,
) -> None:
    run = brought(ask(), "CANCELLING")
    assert record.succeed(run.pk, 1, "late", run.how_far) is None
    ended = record.cancelled(run.pk, 1)
    assert ended is not None
    assert (ended.state, ended.cause, ended.result) == (TaskState.REVOKED, Cause.CANCELLED, None)


def test_only_success_fills_the_bar(ask: Ask) -> None:
    for place in ("FAILURE", "REVOKED", "RETRY"):
        assert brought(ask(), place).how_far.permille < 1000
    assert brought(ask(), "SUCCESS").how_far.permille == 1000


def test_a_milestone_is_kept_with_the_whole_state_right_after_it(ask: Ask) -> None:
    run = brought(ask(title="Playa"), "SUCCESS")
    kept = list(run.events.all())
    assert [event.type for event in kept] == [
        Milestone.QUEUED,
        Milestone.STARTED,
        Milestone.SUCCEEDED,
    ]
    assert [event.live["state"] for event in kept] == ["PENDING", "STARTED", "SUCCESS"]
    assert {event.live["title"] for event in kept} == {"Playa"}


def test_nothing_is_kept_or_told_of_a_change_that_was_rolled_back(ask: Ask) -> None:
    run = ask()
    with transaction.atomic():
        assert record.claim(run.pk, "w")
        transaction.set_rollback(True)
    assert where(run) == "PENDING"
    assert run.events.count() == 1
