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


def next_after(schedule: Any, last: datetime) -> datetime | None:
    """The first moment after `last`; None for one that never comes, such as 30 February."""
    try:
        if isinstance(schedule, crontab):
            start, step, _now = schedule.remaining_delta(last)
            return start + step  # type: ignore[no-any-return]
        if isinstance(schedule, interval):
            return last + schedule.run_every
        # Whoever asks gets the same moment, which it would not be to the microsecond.
        return (timezone.now() + schedule.remaining_estimate(last)).replace(microsecond=0)
    except (RuntimeError, ValueError):
        return None


def due(schedule: Any, last: datetime, now: datetime) -> list[datetime]:
    """The moments after `last` that have come, oldest first, the newest `MOST` of them. Of
    anything but a crontab one at most: where only the pause between two counts, none is missed."""
    found: deque[datetime] = deque(maxlen=MOST)
    moment = next_after(schedule, last)
    if not isinstance(schedule, crontab):
        return [moment] if moment and moment <= now else []
    steps = 0
    while moment and moment <= now:
        found.append(moment)
        steps += 1
        if steps == TIRED and now - moment > LONG_AGO:
            moment = now - LONG_AGO
        moment = next_after(schedule, moment)
    return list(found)


def next_of(entry: PeriodicTask) -> datetime | None:
    """When an entry comes next, which is in the past where it is overdue; None where it never
    does, or is paused."""
    return next_after(entry.schedule, last_of(entry)) if entry.enabled else None
