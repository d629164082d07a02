"""The page of a run tells its attempts apart: when, where, how long, why each ended, what it
waited for."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from dashboard.attempts import Timeline, timeline_of
from dashboard.cards import run_cards
from proyecto.progress import bar, record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import ask, now, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


class Clock:
    """A run whose moments the test chooses, in seconds from its launch."""

    def __init__(self, owner: Any) -> None:
        self.begun = timezone.now().replace(microsecond=0) - timedelta(hours=1)
        with time_machine.travel(self.begun, tick=False):
            self.run = ask(owner)

    def at(self, seconds: float) -> Any:
        return time_machine.travel(self.begun + timedelta(seconds=seconds), tick=False)

    def claim(self, seconds: float, worker: str = "celery@uno:7") -> None:
        with self.at(seconds):
            assert record.claim(self.run.pk, worker)

    def phase(self, seconds: float, name: str) -> None:
        with self.at(seconds):
            progress = now(self.run).how_far
            bar.enter(progress, name, timezone.now())
            assert record.phase(self.run.pk, now(self.run).attempt, progress)

    def retry(self, seconds: float, error: str = "io", delay: float = 10) -> None:
        with self.at(seconds):
            assert record.retry(self.run.pk, now(self.run).attempt, Cause.ERROR, error, delay=delay)

    def moment(self, seconds: float) -> datetime:
        return self.begun + timedelta(seconds=seconds)


@pytest.fixture
def owner(people: People) -> Any:
    return people.new()


@pytest.fixture
def clock(owner: Any) -> Clock:
    return Clock(owner)


def timeline(run: TaskRun) -> Timeline:
    row = told(run)
    (card,) = run_cards([row])
    return timeline_of(row, card, row.events.order_by("n"))


def test_each_attempt_has_its_worker_its_time_its_end_and_the_wait_before_it(clock: Clock) -> None:
    clock.claim(12, "celery@uno:7")
    clock.phase(12, "analizar")
    clock.phase(15, "convertir")
    clock.retry(75)
    clock.claim(86, "celery@dos:9")
    clock.phase(86, "analizar")
    found = timeline(clock.run)
    first, second = found.attempts
    assert (first.number, first.worker, first.waited) == (1, "celery@uno:7", 12)
    assert (first.state, first.error, first.seconds) == ("bad", "io", 63)
    steps = [(step.name, step.state, step.seconds) for step in first.phases]
    assert steps[:3] == [
        ("analizar", "done", 3),
        ("convertir", "bad", 60),
        ("miniaturas", "wait", None),
    ]
    assert (second.number, second.worker, second.waited) == (2, "celery@dos:9", 11)
    assert (second.state, second.ended) == ("run", None)
    assert [step.state for step in second.phases][:2] == ["run", "wait"]
    assert found.waiting is None


def test_a_run_that_waits_says_since_when_and_for_which_attempt(clock: Clock) -> None:
    found = timeline(clock.run)
    assert (found.waiting, found.next, found.attempts) == (clock.moment(0), 1, [])
    assert len(found.phases) == 5
    clock.claim(5)
    clock.retry(9)
    found = timeline(clock.run)
    assert (found.waiting, found.next) == (clock.moment(9), 2)


def test_what_was_for_later_waits_only_from_then_on(owner: Any) -> None:
    begun = timezone.now().replace(microsecond=0) - timedelta(hours=2)
    with time_machine.travel(begun, tick=False):
        run = ask(owner, run_at=begun + timedelta(minutes=30))
    with time_machine.travel(begun + timedelta(minutes=30, seconds=4), tick=False):
        assert record.claim(run.pk, "w")
    (only,) = timeline(run).attempts
    assert only.waited == 4


def test_a_wait_that_nobody_noticed_is_not_mentioned(clock: Clock) -> None:
    clock.claim(0.4)
    (only,) = timeline(clock.run).attempts
    assert only.waited is None


@pytest.mark.parametrize(("staff", "named"), [(True, True), (False, False)])
def test_only_the_team_reads_on_which_worker(
    people: People, clock: Clock, staff: bool, named: bool
) -> None:
    clock.claim(3)
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(people.new(is_staff=True) if staff else clock.run.owner)
    page = browser.get(f"/tareas/{clock.run.pk}/").content.decode()
    assert ("celery@uno:7" in page) == named
    assert "Waited in the queue" in page


def test_the_page_shows_the_current_attempt_open_and_the_others_closed(clock: Clock) -> None:
    clock.claim(3)
    clock.retry(8)
    clock.claim(20)
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(clock.run.owner)
    page = browser.get(f"/tareas/{clock.run.pk}/").content.decode()
    first, second = (
        page.split(f'id="attempt-{mark}"')[1].split(">")[0] for mark in ("1-past", "2")
    )
    assert " open" not in first
    assert " open" in second
    assert "data-elapsed" in page
