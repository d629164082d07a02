"""Notices: one row a cause, counted up, numbered in the order in which they can be seen."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from proyecto.progress import notices, record
from proyecto.progress.models import Counter, Notification
from proyecto.progress.notices import Severity, notice
from proyecto.progress.rescue import Rescuer
from proyecto.progress.vocabulary import Cause
from tests.progress.conftest import Ask
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def cause() -> str:
    return f"test:{uuid.uuid4()}"


def give(cause: str, **facts: Any) -> Notification:
    return notice(cause, "run_failed", Severity.ERROR, facts)


def rows(cause: str) -> list[Notification]:
    return list(Notification.objects.filter(cause=cause).order_by("pk"))


def test_the_same_cause_again_is_counted_up_and_shows_the_newest_facts(
    cause: str, ask: Ask
) -> None:
    first = give(cause, title="one")
    run = ask()
    again = notice(cause, "run_failed", Severity.WARNING, {"title": "two"}, run)
    [row] = rows(cause)
    assert (row.count, row.facts, row.severity, row.run_id) == (
        2,
        {"title": "two"},
        "warning",
        run.pk,
    )
    assert row.first_at == first.first_at < row.last_at
    assert row.seq == again.seq > first.seq


def test_once_resolved_the_next_is_another_notice(cause: str, people: People) -> None:
    boss = people.new()
    first = give(cause)
    resolved = notices.resolve(first.pk, boss)
    second = give(cause)
    assert resolved is not None
    assert (resolved.resolved_by, resolved.count) == (boss, 1)
    assert second.pk != first.pk
    assert (second.count, second.resolved_at) == (1, None)
    assert first.seq < resolved.seq < second.seq


def test_who_looks_after_it_is_kept_and_more_of_it_changes_nothing(
    cause: str, people: People
) -> None:
    first, second = people.new(), people.new()
    one = give(cause)
    assert one in notices.unattended()
    assert notices.acknowledge(one.pk, first) is not None
    assert notices.acknowledge(one.pk, second) is None
    assert give(cause).acknowledged_by == first
    assert one not in notices.unattended()


def test_what_is_resolved_is_neither_acknowledged_nor_resolved_again(
    cause: str, people: People
) -> None:
    one, boss = give(cause), people.new()
    notices.resolve(one.pk, boss)
    number = Counter.objects.get(name="notices").value
    assert notices.resolve(one.pk, people.new()) is None
    assert notices.acknowledge(one.pk, boss) is None
    assert Counter.objects.get(name="notices").value == number, "no number for nothing"


def test_news_is_nothing_that_somebody_has_to_attend(cause: str) -> None:
    assert notice(cause, "run_rejected", Severity.INFO) not in notices.unattended()


def test_a_notice_stands_or_falls_with_the_transaction_of_its_caller(cause: str) -> None:
    before = give(cause)
    with transaction.atomic():
        assert give(cause).count == 2
        transaction.set_rollback(True)
    [row] = rows(cause)
    assert (row.count, row.seq) == (1, before.seq)


def test_a_cause_that_is_too_long_is_cut(cause: str) -> None:
    assert give(cause + "x" * 500).count == 1
    assert give(cause + "x" * 500).count == 2


@pytest.mark.slow
def test_a_thousand_at_once_are_one_row_with_a_count_of_a_thousand(cause: str) -> None:
    seen = notices.unattended().count()

    def fifty(_number: int) -> list[int]:
        try:
            return [give(cause).seq for _ in range(50)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for some in pool.map(fifty, range(20)) for number in some]
    [row] = rows(cause)
    assert row.count == 1000
    assert len(set(numbers)) == 1000
    assert row.seq == max(numbers)
    assert notices.unattended().count() == seen + 1


def test_a_feed_never_sees_a_number_before_those_below_it(cause: str) -> None:
    start = give(cause).seq
    missed = []

    def tell(number: int) -> None:
        for turn in range(10):
            give(f"{cause}:{number}:{turn}")
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = [pool.submit(tell, number) for number in range(4)]
        while not all(one.done() for one in told):
            numbers = [row.seq for row in notices.since(start)]
            missed += [
                n for n in numbers if numbers != list(range(start + 1, start + 1 + len(numbers)))
            ]
        for one in told:
            one.result()
    assert not missed
    assert [row.seq for row in notices.since(start)] == list(range(start + 1, start + 41))


def failed(ask: Ask, cause: Cause, error: str, **given: Any) -> list[Notification]:
    run = ask(**given)
    record.claim(run.pk, "worker")
    record.fail(run.pk, 1, cause, error, {"width": 1}, "detail")
    return list(Notification.objects.filter(run=run))


def test_a_run_that_fails_for_good_tells_the_team(ask: Ask) -> None:
    error = f"e{uuid.uuid4().hex[:20]}"
    [one] = failed(ask, Cause.ERROR, error, title="Playa")
    assert (one.kind, one.severity, one.cause) == (
        "run_failed",
        "error",
        f"run_failed:guion:{error}",
    )
    assert one.facts == {
        "task": "guion",
        "title": "Playa",
        "error": error,
        "error_facts": {"width": 1},
        "attempts": 1,
    }
    [again] = failed(ask, Cause.TIMEOUT, error)
    assert (again.pk, again.count) == (one.pk, 2), "the same trouble, another run"


def test_what_a_person_can_not_have_is_news_and_no_alarm(ask: Ask) -> None:
    error = f"e{uuid.uuid4().hex[:20]}"
    [one] = failed(ask, Cause.REJECTED, error)
    assert (one.kind, one.severity) == ("run_rejected", "info")


def test_a_rejected_run_that_nobody_asked_for_is_the_teams_to_see_to(ask: Ask) -> None:
    error = f"e{uuid.uuid4().hex[:20]}"
    [one] = failed(ask, Cause.REJECTED, error, owner=None)
    assert (one.kind, one.severity) == ("run_failed", "error")


def test_a_run_that_is_tried_again_or_cancelled_tells_nobody(ask: Ask) -> None:
    again, ended = ask(), ask()
    for run in (again, ended):
        record.claim(run.pk, "worker")
    record.retry(again.pk, 1, Cause.ERROR, "io")
    record.request_cancel(ended.pk)
    record.cancelled(ended.pk, 1)
    assert not Notification.objects.filter(run__in=[again, ended]).exists()


def test_what_is_muted_comes_back_by_itself_once(people: People) -> None:
    one = notices.notice("test:muted", "run_failed")
    notices.mute(one.pk, people.new(), timezone.now())
    rescuer = Rescuer()
    for act in rescuer._trouble.acts[:1] * 2:
        act()
    notices.unmute_due()
    one.refresh_from_db()
    assert one.muted_until is None
    assert [event.what for event in one.events.all()] == ["muted", "unmuted"]


def test_what_comes_and_goes_stays_muted_and_what_a_person_resolved_does_not(
    people: People,
) -> None:
    boss, later = people.new(), timezone.now() + timedelta(hours=1)
    one = notices.notice("test:flutter", "queue_old")
    notices.mute(one.pk, boss, later)
    notices.over("test:flutter")
    again = notices.notice("test:flutter", "queue_old")
    assert again.pk != one.pk
    assert again.muted_until == later
    notices.resolve(again.pk, boss)
    assert notices.notice("test:flutter", "queue_old").muted_until is None


def test_what_lasts_is_told_once_and_ended_once() -> None:
    told = [notices.begins("test:lasts", "disk_low", "error", {}) for _ in range(2)]
    ended = [notices.over("test:lasts") for _ in range(2)]
    assert (told, ended) == ([True, False], [True, False])
