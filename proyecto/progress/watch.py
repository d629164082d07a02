"""Somebody who notices that a moment of the schedule passed and nothing was started.

It cannot be beat, which may be what is gone. So every rescuer looks, twice a minute: one query for
the entries, and one more only where something is overdue.
"""

import time
from datetime import datetime, timedelta

from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from proyecto.progress.slots import miss, overdue

LOOK_SECONDS = 30.0
# Beat looks every five seconds, and one that was lost is replaced within twenty.
GRACE = timedelta(seconds=60)


class Watch:
    """One process' look at the schedule."""

    def __init__(self) -> None:
        self._next = 0.0
        self._seen: set[tuple[str, datetime]] = set()

    def watch_schedule(self) -> None:
        """Look, if it is time to. What is overdue at two looks in a row is missed: at the first
        one, all of this may just have been started, or have woken from sleep."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOOK_SECONDS
        self.look()

    def look(self) -> None:
        """One look."""
        before, self._seen = self._seen, set()
        now = timezone.now() - GRACE
        entries = PeriodicTask.objects.filter(enabled=True)
        for entry in entries.select_related("crontab", "interval", "solar", "clocked"):
            moment = overdue(entry, now)
            if moment is None:
                continue
            self._seen.add((entry.name, moment))
            if (entry.name, moment) in before:
                miss(entry.name, moment)
