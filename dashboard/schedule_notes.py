"""Who did what to an entry of the schedule."""

import logging
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django_celery_beat.models import PeriodicTask

from proyecto.progress import actions

log = logging.getLogger(__name__)


def note_change(user: Any, entry: PeriodicTask, what: str, verb: str) -> None:
    """Write it into the log, into the entry's history in the administration, and among what the
    team did."""
    log.info("%s: %s by %s", entry.name, what, user)
    rows: Any = [entry]
    LogEntry.objects.log_actions(user.pk, rows, CHANGE, what, single_object=True)
    actions.note(user, f"periodic.{verb}", entry.name)
