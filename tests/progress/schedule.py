"""A schedule of a test's own, beats that work through it, and time that passes at once."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from celery import current_app
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from proyecto.progress.beat import RescuingScheduler
from proyecto.progress.models import Lease, Notification, Slot, TaskRun, WrittenEntry

MEXICO = ZoneInfo("America/Mexico_City")
LOOKS = {
    *("00:00", "02:59", "03:00", "03:01", "05:59", "06:00", "07:00"),
    *("08:00", "08:01", "12:00", "18:00", "20:30"),
}


@contextmanager
def blank_schedule() -> Iterator[None]:
    """No entry but the test's own, and nobody who launches them but its own beats."""
    _wipe()
    yield
    _wipe()


def _wipe() -> None:
    # Also those of a real beat of another test, for which it was just then one of its hours.
    TaskRun.objects.filter(slots__isnull=False).delete()
    for model in (PeriodicTask, CrontabSchedule, IntervalSchedule, WrittenEntry, Slot, Lease):
        model._default_manager.all().delete()
    Notification.objects.filter(kind="missed_schedule").delete()


@contextmanager
def started_beat() -> Iterator[RescuingScheduler]:
    """A beat at its start, which brings in what the code says; killed at its end."""
    scheduler = RescuingScheduler(app=current_app, lazy=True)
    # It would write once more when Python ends, after the database of the tests is gone.
    scheduler._finalize.cancel()
    scheduler.setup_schedule()
    yield scheduler


def start_again() -> None:
    """A beat that starts, and does nothing."""
    with started_beat():
        pass


def do_what_is_due(scheduler: RescuingScheduler) -> None:
    """As beat's loop does."""
    while scheduler.tick() == 0:
        pass


def pass_time(since: str, until: str, *, beats: int) -> None:
    """Let beats work from one time of Mexico City to another, taking turns at who is first. Their
    runs go where no worker is."""
    with time_machine.travel(at(since), tick=False) as clock, ExitStack() as stack:
        started = [stack.enter_context(started_beat()) for _ in range(beats)]
        to_nobody()
        for moment in looks(at(since), at(until)):
            clock.move_to(moment)
            for beat in started:
                do_what_is_due(beat)
            started.reverse()


def looks(since: datetime, until: datetime) -> Iterator[datetime]:
    """When the beats look: at the hours of the schedule, a minute before, and after."""
    moment = since
    while moment <= until:
        if f"{moment:%H:%M}" in LOOKS:
            yield moment
        moment += timedelta(minutes=1)


def to_nobody() -> None:
    """Nobody is to do the work: the entries get a queue without workers, as an admin would do."""
    for entry in PeriodicTask.objects.filter(queue=None):
        entry.queue = f"nobody-{uuid.uuid4()}"
        entry.save()


def at(clock: str) -> datetime:
    """A time of Mexico City, such as "2028-02-29 03:00"."""
    return datetime.fromisoformat(clock).replace(tzinfo=MEXICO)


def launched(name: str) -> list[str]:
    """When an entry was launched, in Mexico City, by when it was due. Once each, or there would be
    more runs than moments."""
    slots = Slot.objects.filter(name=name, run__isnull=False).order_by("due_at")
    assert TaskRun.objects.filter(title=name).count() == len(slots)
    return [f"{slot.due_at.astimezone(MEXICO):%Y-%m-%d %H:%M}" for slot in slots]


def missed(name: str) -> list[str]:
    """When it was due and nothing was launched."""
    slots = Slot.objects.filter(name=name, run=None, missed_at__isnull=False).order_by("due_at")
    return [f"{slot.due_at.astimezone(MEXICO):%Y-%m-%d %H:%M}" for slot in slots]
