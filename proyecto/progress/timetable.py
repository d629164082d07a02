"""What the code says is periodic, brought into the database without touching what a person changed.

django-celery-beat writes every entry of the code over the one in the database, at each start. Here
each field is merged by itself: `WrittenEntry` keeps what the code wrote last, so what differs from
that was changed by a person and stays, and anything else follows the code.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import ModelEntry

from proyecto.progress.models import WrittenEntry

log = logging.getLogger(__name__)

SCHEDULES = ("crontab", "interval", "solar", "clocked")
PLAIN = ("task", "args", "kwargs", "queue", "expire_seconds")
# How a schedule is compared: by what it says. An admin may edit the row that several share.
SAYS = {
    "crontab": (
        *("minute", "hour", "day_of_week", "day_of_month", "month_of_year"),
        "timezone",
    ),
    "interval": ("every", "period"),
    "solar": ("event", "latitude", "longitude"),
    "clocked": ("clocked_time",),
}


def adopt(schedule: Mapping[str, Mapping[str, Any]]) -> None:
    """Bring `schedule`, Celery's `beat_schedule`, into the database: create what is new, follow
    the code where nobody changed anything, remove what the code has no more."""
    for name, said in schedule.items():
        try:
            with transaction.atomic():
                _adopt(name, dict(said))
        except Exception:
            log.exception("%s can't be put into the schedule: %r", name, said)
    for written in WrittenEntry.objects.exclude(name__in=schedule):
        with transaction.atomic():
            _drop(written)


def deleted(schedule: Mapping[str, Any]) -> list[str]:
    """Entries of the code that a person deleted. They stay so until they are put back."""
    known = WrittenEntry.objects.filter(name__in=schedule)
    there = PeriodicTask.objects.values_list("name", flat=True)
    return list(known.exclude(name__in=there).values_list("name", flat=True))


def put_back(name: str, said: Mapping[str, Any]) -> None:
    """An entry as the code has it, in place of one that was deleted."""
    with transaction.atomic():
        WrittenEntry.objects.filter(name=name).delete()
        _adopt(name, dict(said))


def _adopt(name: str, said: dict[str, Any]) -> None:
    enabled = bool(said.pop("enabled", True))
    wanted = _wanted(said)
    new = _fields(PeriodicTask(name=name, **wanted))
    written = WrittenEntry.objects.select_for_update().filter(name=name).first()
    entry = _entry(name)
    if entry is None:
        if written is None:
            PeriodicTask.objects.create(name=name, enabled=enabled, **wanted)
    elif written is not None:
        _follow(entry, wanted, new, written.fields)
    # One that was there before anything was kept is taken as a person's, where it differs.
    if written is None or written.fields != new:
        WrittenEntry.objects.update_or_create(name=name, defaults={"fields": new})


def _follow(
    entry: PeriodicTask, wanted: dict[str, Any], new: dict[str, Any], before: dict[str, Any]
) -> None:
    now = _fields(entry)
    changes = [
        field for field in new if now[field] != new[field] and now[field] == before.get(field)
    ]
    if not changes:
        return  # and no `date_changed`, from which one that never ran counts
    for field in changes:
        for column in SCHEDULES if field == "schedule" else (field,):
            setattr(entry, column, wanted[column])
    entry.save()
    log.info("%s follows the code: %s", entry.name, ", ".join(changes))


def _drop(written: WrittenEntry) -> None:
    entry = _entry(written.name)
    if entry is not None and _fields(entry) == written.fields:
        entry.delete()
        log.info("%s is not periodic any more", entry.name)
    elif entry is not None:
        entry.enabled = False
        entry.save()
        log.warning("%s is paused: the code has it no more, and somebody changed it", entry.name)
    written.delete()


def _entry(name: str) -> PeriodicTask | None:
    found: PeriodicTask | None = (
        PeriodicTask.objects.select_for_update(of=("self",))
        .select_related(*SCHEDULES)
        .filter(name=name)
        .first()
    )
    return found


def _wanted(said: dict[str, Any]) -> dict[str, Any]:
    """The columns of an entry, with the row of its schedule, which is made where there is none."""
    columns: dict[str, Any] = ModelEntry._unpack_fields(**said)
    return {column: columns.get(column) for column in (*SCHEDULES, *PLAIN)}


def _fields(entry: PeriodicTask) -> dict[str, Any]:
    """What an entry says, as JSON."""
    return {
        "schedule": _says(entry),
        "task": entry.task,
        "args": json.loads(entry.args or "[]"),
        "kwargs": json.loads(entry.kwargs or "{}"),
        "queue": entry.queue or None,
        "expire_seconds": entry.expire_seconds,
    }


def _says(entry: PeriodicTask) -> list[str]:
    for name in SCHEDULES:
        schedule = getattr(entry, name)
        if schedule is not None:
            return [name, *(str(getattr(schedule, part)) for part in SAYS[name])]
    return []
