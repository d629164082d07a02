"""When an entry of the schedule is due: computed as beat does, for whoever wants to know."""

from collections import deque
from datetime import datetime, timedelta
from typing import Any

from celery.schedules import crontab
from celery.schedules import schedule as interval
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

# Of more missed moments than this only the newest are looked at.
MOST = 50
# Crontab steps after which a long pause is not walked through any further.
TIRED = 2000
LONG_AGO = timedelta(days=1)


def last_of(entry: PeriodicTask, last: datetime | None = None) -> datetime:
    """The moment up to which an entry is done: what was due by then is not due any more. Without
    `last`, as its row has it; never before the entry's own beginning."""
    last = last or entry.last_run_at or entry.date_changed or timezone.now()
    start = entry.start_time
    return max(last, start - timedelta(microseconds=1)) if start else last


def schedule_of(entry: PeriodicTask) -> Any:
    """An entry's schedule as Celery has it; None for one that makes no sense, such as 30
    February."""
    try:
        return entry.schedule
    except (AttributeError, ValueError):
        return None


def due(entry: PeriodicTask, last: datetime, now: datetime) -> list[datetime]:
    """The moments after `last` that have come, oldest first, the newest `MOST` of them. Of
    anything but a crontab one at most: where only the pause between two counts, none is missed."""
    schedule = schedule_of(entry)
    found: deque[datetime] = deque(maxlen=MOST)
    moment = _after(schedule, last_of(entry, last))
    if not isinstance(schedule, crontab):
        return [moment] if moment and moment <= now else []
    steps = 0
    while moment and moment <= now:
        found.append(moment)
        steps += 1
        if steps == TIRED and now - moment > LONG_AGO:
            moment = now - LONG_AGO
        moment = _after(schedule, moment)
    return list(found)


def next_of(entry: PeriodicTask) -> datetime | None:
    """When an entry comes next, which is in the past where it is overdue; None where it never
    does, or is paused."""
    return _after(schedule_of(entry), last_of(entry)) if entry.enabled else None


def _after(schedule: Any, last: datetime) -> datetime | None:
    try:
        if schedule is None:
            return None
        if isinstance(schedule, crontab):
            start, step, _now = schedule.remaining_delta(last)
            return start + step
        if isinstance(schedule, interval):
            pause: timedelta = schedule.run_every  # type: ignore[attr-defined]  # not in the stubs
            return last + pause
        # Whoever asks gets the same moment, which it would not be to the microsecond.
        return (timezone.now() + schedule.remaining_estimate(last)).replace(microsecond=0)
    except (RuntimeError, ValueError):
        return None  # a day that never comes
