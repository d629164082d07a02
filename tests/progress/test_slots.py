"""Moments of the schedule: launched once, caught up, or missed and said."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from proyecto.progress.models import Notification, Slot, TaskRun
from proyecto.progress.slots import launch_due, launch_now, miss
from proyecto.progress.watch import GRACE, LOOK_SECONDS, Watch
from tests.progress.schedule import (
    at,
    blank_schedule,
    do_what_is_due,
    launched,
    missed,
    started_beat,
)
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("committed", "redis_process")

NINE = "2027-03-10 09:00"


@pytest.fixture(autouse=True)
def blank() -> Iterator[None]:
    with blank_schedule():
        yield


@pytest.fixture
def entry() -> PeriodicTask:
    """Every night at three; done up to the ninth of March."""
    return make()


def make(**fields: Any) -> PeriodicTask:
    night = CrontabSchedule.objects.create(minute="0", hour="3", timezone="America/Mexico_City")
    given = {"crontab": night, "last_run_at": at("2027-03-09 03:00"), **fields}
    name = f"nocturna-{uuid.uuid4().hex[:6]}"
    return PeriodicTask.objects.create(
        name=name, task="guion", args="[[]]", queue=f"nobody-{name}", **given
    )


def beat_at(clock: str) -> None:
    """A beat that looks once at that time."""
    with time_machine.travel(at(clock), tick=False), started_beat() as beat:
        do_what_is_due(beat)


def notices(entry: PeriodicTask) -> list[tuple[str, int]]:
    given = Notification.objects.filter(cause=f"missed_schedule:{entry.name}")
    return [(one.severity, one.count) for one in given]


# --- launched --------------------------------------------------------------------------------


def test_a_moment_is_launched_with_what_the_entry_says(entry: PeriodicTask) -> None:
    beat_at("2027-03-10 03:00")
    (slot,) = Slot.objects.filter(name=entry.name)
    assert slot.run is not None
    assert (slot.due_at, slot.missed_at) == (at("2027-03-10 03:00"), None)
    assert (slot.run.args, slot.run.queue, slot.run.owner) == ([[]], entry.queue, None)
    assert notices(entry) == []


def test_a_moment_is_not_launched_again_although_its_entry_was_set_back(
    entry: PeriodicTask,
) -> None:
    beat_at("2027-03-10 03:00")
    # As by a form of the administration that was opened before and is saved after.
    PeriodicTask.objects.filter(pk=entry.pk).update(
        last_run_at=entry.last_run_at, total_run_count=entry.total_run_count
    )
    beat_at("2027-03-10 03:01")
    assert launched(entry.name) == ["2027-03-10 03:00"]
    beat_at("2027-03-11 03:00")
    assert launched(entry.name) == ["2027-03-10 03:00", "2027-03-11 03:00"]


def test_a_moment_whose_run_was_deleted_is_not_launched_again(entry: PeriodicTask) -> None:
    beat_at("2027-03-10 03:00")
    TaskRun.objects.filter(title=entry.name).delete()
    with time_machine.travel(at("2027-03-10 03:05"), tick=False), transaction.atomic():
        assert launch_due(entry, at("2027-03-09 03:00")) is None
    assert missed(entry.name) == []


def test_what_is_paused_while_a_beat_has_it_in_mind_is_not_launched(entry: PeriodicTask) -> None:
    with time_machine.travel(at("2027-03-10 02:59"), tick=False) as clock, started_beat() as beat:
        do_what_is_due(beat)
        PeriodicTask.objects.filter(pk=entry.pk).update(enabled=False)
        clock.move_to(at("2027-03-10 03:00"))
        do_what_is_due(beat)
    assert launched(entry.name) == []


def test_a_person_who_has_it_run_now_takes_no_moment_away(
    entry: PeriodicTask, people: People
) -> None:
    boss = people.new(is_staff=True)
    with time_machine.travel(at("2027-03-10 02:00"), tick=False):
        run = launch_now(entry, boss)
    beat_at("2027-03-10 03:00")
    assert run.owner == boss
    assert launched(entry.name) == ["2027-03-10 02:00", "2027-03-10 03:00"]


# --- caught up -------------------------------------------------------------------------------


def test_of_several_missed_moments_the_newest_is_caught_up_and_the_others_are_said(
    entry: PeriodicTask,
) -> None:
    beat_at("2027-03-12 09:00")
    assert launched(entry.name) == ["2027-03-12 03:00"]
    assert missed(entry.name) == ["2027-03-10 03:00", "2027-03-11 03:00"]
    assert notices(entry) == [("warning", 2)]


def test_a_moment_is_caught_up_before_its_deadline_and_its_run_expires_at_it() -> None:
    entry = make(expire_seconds=7 * 3600)
    beat_at("2027-03-10 09:59")
    (slot,) = Slot.objects.filter(name=entry.name)
    assert slot.run is not None
    assert slot.run.expires_at == at("2027-03-10 10:00")
    assert notices(entry) == []


def test_a_moment_whose_deadline_is_over_is_missed_and_the_next_one_comes() -> None:
    entry = make(expire_seconds=6 * 3600)
    beat_at(NINE)
    assert (launched(entry.name), missed(entry.name)) == ([], ["2027-03-10 03:00"])
    assert notices(entry) == [("warning", 1)]
    beat_at("2027-03-11 03:00")
    assert launched(entry.name) == ["2027-03-11 03:00"]


def test_an_entry_of_every_minute_that_was_off_for_months_holds_nobody_up() -> None:
    minutely = CrontabSchedule.objects.create(minute="*", hour="*", timezone="UTC")
    entry = make(crontab=minutely, last_run_at=at("2026-10-01 00:00"))
    beat_at(NINE)
    assert launched(entry.name) == [NINE]
    assert len(missed(entry.name)) == 49


def test_of_an_interval_nothing_is_missed() -> None:
    hourly = IntervalSchedule.objects.create(every=1, period="hours")
    entry = make(crontab=None, interval=hourly)
    beat_at(NINE)
    assert len(launched(entry.name)) == 1
    assert missed(entry.name) == []


# --- noticed without a beat ------------------------------------------------------------------


def look(watch: Watch, clock: str) -> None:
    with time_machine.travel(at(clock), tick=False):
        watch.look()


def test_a_moment_that_nobody_launched_is_said_although_there_is_no_beat(
    entry: PeriodicTask,
) -> None:
    watch = Watch()
    look(watch, "2027-03-10 02:59")
    look(watch, "2027-03-10 03:00")
    assert notices(entry) == [], "beat may be about to"
    look(watch, "2027-03-10 03:02")
    assert notices(entry) == [], "this process may just have woken from sleep"
    look(watch, "2027-03-10 03:03")
    assert (missed(entry.name), notices(entry)) == (["2027-03-10 03:00"], [("warning", 1)])
    assert timedelta(seconds=LOOK_SECONDS) + GRACE < timedelta(minutes=2)


def test_it_is_said_once_however_many_look_and_however_often(entry: PeriodicTask) -> None:
    watches = [Watch(), Watch()]
    for minute in range(5, 10):
        for watch in watches:
            look(watch, f"2027-03-10 03:0{minute}")
    assert notices(entry) == [("warning", 1)]
    for watch in watches * 2:
        look(watch, "2027-03-11 03:05")
    assert notices(entry) == [("warning", 2)]


def test_what_was_said_to_be_missed_is_still_caught_up_once(entry: PeriodicTask) -> None:
    miss(entry.name, at("2027-03-10 03:00"))
    beat_at(NINE)
    beat_at("2027-03-10 09:30")
    (slot,) = Slot.objects.filter(name=entry.name)
    assert slot.run is not None
    assert slot.missed_at is not None, "it was late, and stays so"
    assert launched(entry.name) == ["2027-03-10 03:00"]
    assert notices(entry) == [("warning", 1)]


def test_what_is_paused_or_never_comes_is_not_missed(entry: PeriodicTask) -> None:
    never = CrontabSchedule.objects.create(
        minute="0", hour="0", day_of_month="30", month_of_year="2"
    )
    make(crontab=never)
    entry.enabled = False
    entry.save()
    watch = Watch()
    for clock in (NINE, "2027-03-10 09:01"):
        look(watch, clock)
    assert not Notification.objects.filter(kind="missed_schedule").exists()
