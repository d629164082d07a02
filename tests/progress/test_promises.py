"""What was told is kept, scored at a good end, counted, and learned from."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from proyecto.progress import foretold, history, promises, record
from proyecto.progress.estimate import Misses, Span
from proyecto.progress.foretold import foretell
from proyecto.progress.history import Told, history_of, learned
from proyecto.progress.models import Promise, TaskRun
from proyecto.progress.vocabulary import Cause, TaskState
from proyecto.progress.workers import presence
from tests.progress.conftest import Ask

SOON = Span(0, 20, 60)


def succeeded(run: TaskRun) -> None:
    held = record.claim(run.pk, "w")
    assert held is not None
    assert record.succeed(run.pk, held.attempt, {}, held.how_far)


def promise(
    run: TaskRun, shown: Span | None, moment: str = "started", guess: float = 20
) -> Promise:
    promises.make(run.pk, run.task, 1, moment, guess, shown)
    return Promise.objects.get(run=run, moment=moment)


def test_a_good_end_scores_what_was_told(ask: Ask) -> None:
    run = ask()
    true, false = promise(run, SOON), promise(run, Span(3600, 4000, 5000), "500")
    unsaid = promise(run, None, "750")
    succeeded(run)
    for one in (true, false, unsaid):
        one.refresh_from_db()
        assert one.ended_at is not None
    assert (true.kept, false.kept, unsaid.kept) == (True, False, None)


def test_a_bad_end_scores_nothing(ask: Ask) -> None:
    run = ask()
    made = promise(run, SOON)
    assert record.claim(run.pk, "w")
    record.fail(run.pk, 1, Cause.ERROR, "error")
    made.refresh_from_db()
    assert (made.kept, made.ended_at) == (None, None)


def test_one_promise_a_moment_of_an_attempt_and_none_of_what_takes_no_time(ask: Ask) -> None:
    run = ask()
    first = promise(run, SOON)
    assert promise(run, Span(5, 6, 7)) == first
    promises.make(run.pk, run.task, 1, "250", 1.0, SOON)
    assert Promise.objects.get(run=run) == first


def test_the_rate_is_counted_by_kind_and_stage_over_a_month(ask: Ask) -> None:
    task = f"counted-{uuid.uuid4()}"
    run = ask()
    now = timezone.now()
    for number, (kept, days, moment) in enumerate(
        [(True, 1, "started"), (False, 2, "500"), (True, 3, "500"), (True, 40, "250")]
    ):
        Promise.objects.create(
            run=run, task=task, attempt=number, moment=moment, guess=9, low=1, high=20, kept=kept,
            made_at=now, ended_at=now - timedelta(days=days),
        )  # fmt: skip
    rate = promises.rates(promises.month_ago())[task]
    assert (rate.told, rate.kept) == (3, 2)
    assert promises.rates(promises.month_ago(), ["started"])[task].share == 1.0


def told(took: float, low: float = 10, high: float = 20) -> Told:
    return Told("started", took, 15, low, high)


def test_ranges_that_are_too_short_too_often_grow_on_that_side_alone() -> None:
    usual = Misses(history.MISS, history.MISS)
    late = learned([told(30)] * 3)
    assert late.above < usual.above
    assert late.below > usual.below
    never_wrong = learned([told(15)] * 30)
    assert never_wrong.above > usual.above
    assert learned([]) == usual


def test_what_was_told_while_it_waited_says_nothing_of_the_work(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PROMISES", 30)
    task, run, now = f"waited-{uuid.uuid4()}", ask(), timezone.now()

    def told(attempt: int, moment: str, took: float) -> Promise:
        return Promise(
            run=run, task=task, attempt=attempt, moment=moment, guess=20 + attempt, low=10, high=40,
            made_at=now - timedelta(seconds=took), ended_at=now,
        )  # fmt: skip

    Promise.objects.bulk_create(told(n, "250", 20) for n in range(20))
    before = history.read(task, now)
    Promise.objects.bulk_create(told(n, "queued", 3600) for n in range(30))
    assert before.errors.keys() == {250}
    assert history.read(task, now).errors == before.errors


def test_the_history_of_a_kind_is_read_from_its_good_ends(ask: Ask, owner_kind: str) -> None:
    prior = history_of(owner_kind).totals.of(1000)
    assert prior is not None
    assert prior.span.low <= 60 <= prior.span.high


@pytest.fixture
def owner_kind(ask: Ask) -> str:
    """A kind of which ten runs of size 1000 took about a minute each."""
    task, end = f"kind-{uuid.uuid4()}", timezone.now()
    rows = [
        TaskRun(
            task=task, size=1000, state=TaskState.SUCCESS, created_at=end, changed_at=end,
            started_at=end - timedelta(seconds=58 + n / 2), finished_at=end,
        )
        for n in range(10)
    ]  # fmt: skip
    TaskRun.objects.bulk_create(rows)
    return task


@pytest.fixture
def queue() -> Iterator[str]:
    """One that a worker with one slot says that it serves."""
    name = f"nobody-{uuid.uuid4().hex[:8]}"
    facts: dict[str, Any] = {"queues": [name], "slots": 1, "started": timezone.now().isoformat()}
    presence().say(name, facts)
    yield name
    presence().say(name, {**facts, "gone": True})


def test_runs_of_which_nobody_can_tell_keep_nobody_from_a_promise(
    ask: Ask, owner_kind: str, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One at a time, and these before all that other tests left.
    year = timedelta(days=365)
    monkeypatch.setattr(foretold, "BATCH", 1)
    monkeypatch.setattr(foretold, "NEW", 2 * year)
    unknown, unserved, known = ask(size=1000), ask(size=1000), ask(queue=queue, size=1000)
    for run, task in (
        (unknown, f"unknown-{uuid.uuid4()}"),
        (unserved, owner_kind),
        (known, owner_kind),
    ):
        since = run.created_at - year
        TaskRun.objects.filter(pk=run.pk).update(task=task, created_at=since)
    foretell()
    assert Promise.objects.filter(run=known).exists()


def test_who_waits_is_promised_the_wait_and_the_run(ask: Ask, owner_kind: str, queue: str) -> None:
    runs = [ask(queue=queue, size=1000) for _ in range(2)]
    TaskRun.objects.filter(queue=queue).update(task=owner_kind)
    foretell()
    foretell()
    first, second = (Promise.objects.get(run=run) for run in runs)
    assert (first.moment, first.attempt) == ("queued", 0)
    assert first.guess == pytest.approx(60, abs=3)
    assert second.guess == pytest.approx(120, abs=6)
    assert second.high is not None
    assert second.low is not None
    assert second.low < 120 < second.high
