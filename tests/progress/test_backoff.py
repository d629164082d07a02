"""How long a run waits before it is tried again."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from proyecto.progress import backoff, record
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause, TaskName
from tests.stack.people import People


@pytest.fixture
def run(people: People, redis_process: Any) -> TaskRun:
    """The payment of an order, which nobody takes."""
    return launch(TaskName.PROCESAR_PAGO, 0, owner=people.new(), queue="nobody-backoff")


@pytest.fixture(autouse=True)
def ten_seconds(settings: Any) -> None:
    settings.RUN_RETRY_SECONDS = 10


def test_the_wait_doubles_and_chance_takes_a_fifth_of_it_at_most(run: TaskRun) -> None:
    for attempt, most in [(1, 10), (2, 20), (3, 40)]:
        waits = [backoff.pause(run.pk, attempt) for _ in range(200)]
        assert all(0.8 * most <= wait <= most for wait in waits)
        assert max(waits) - min(waits) > 0.1 * most, "what failed together comes apart"


def test_a_payment_never_waits_for_more_than_ten_minutes(run: TaskRun) -> None:
    assert all(480 <= backoff.pause(run.pk, attempt) <= 600 for attempt in (7, 12, 500))


def test_a_kind_without_a_bound_has_none_and_no_chance_in_it(people: People) -> None:
    other = launch(TaskName.CREAR_MUESTRA, owner=people.new(), queue="nobody-backoff")
    assert [backoff.pause(other.pk, attempt) for attempt in (1, 2, 8)] == [10, 20, 1280]


def test_the_row_says_when_the_next_attempt_comes_and_there_are_three(run: TaskRun) -> None:
    for attempt, most in [(1, 10), (2, 20), (3, 40)]:
        assert record.claim(run.pk, "w")
        waiting = record.retry(run.pk, attempt, Cause.ERROR, "payment_away")
        assert waiting is not None
        assert waiting.run_at is not None
        wait = (waiting.run_at - timezone.now()).total_seconds()
        assert 0.8 * most - 2 <= wait <= most
        record.move(run.pk, timezone.now() - timedelta(seconds=1))
    assert record.claim(run.pk, "w")
    last = record.retry(run.pk, 4, Cause.ERROR, "payment_away")
    assert last is not None
    assert (last.state, last.attempt) == ("FAILURE", 4)
