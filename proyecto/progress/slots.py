"""Moments of the schedule: each is launched once, or noticed to be missed."""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from proyecto.progress.launch import launch
from proyecto.progress.models import Slot, TaskRun
from proyecto.progress.moments import due, last_of
from proyecto.progress.notices import Severity, notice
from proyecto.progress.vocabulary import KINDS

log = logging.getLogger(__name__)

# The kind of notice that the team gets.
MISSED = "missed_schedule"


def launch_due(entry: PeriodicTask, last: datetime) -> TaskRun | None:
    """The run for the newest moment after `last`, unless it was launched already or it is too
    late for it by now; those before it are missed. In the caller's transaction."""
    now = timezone.now()
    *missed, moment = due(entry, last, now) or [now]
    deadline = _deadline(entry, moment)
    run = None
    if deadline is None or deadline > now:
        run = _launch_slot(entry, moment, deadline)
    else:
        missed.append(moment)
    for one in missed:
        miss(entry.name, one)
    return run


def launch_now(entry: PeriodicTask, owner: Any) -> TaskRun:
    """A run that a person asks for, between the moments of the schedule. It is theirs."""
    with transaction.atomic():
        run = _launch(entry, owner=owner)
        Slot.objects.create(name=entry.name, due_at=run.created_at, run=run)
    return run


def miss(name: str, moment: datetime) -> bool:
    """Keep that nobody launched it, and tell the team; False where it was launched, or that is
    known."""
    with transaction.atomic():
        _slot, new = Slot.objects.get_or_create(
            name=name, due_at=moment, defaults={"missed_at": timezone.now()}
        )
        if new:
            log.warning("%s was due at %s and was not started", name, moment.isoformat())
            facts = {"name": name, "due_at": moment.isoformat()}
            notice(f"{MISSED}:{name}", MISSED, Severity.WARNING, facts)
    return new


def overdue(entry: PeriodicTask, now: datetime) -> datetime | None:
    """The newest moment that has come and was not launched."""
    moments = due(entry, last_of(entry), now)
    return moments[-1] if moments else None


def patience(entry: PeriodicTask) -> int | None:
    """Seconds after its moment in which an entry is still worth starting; None: always, until
    the next one comes."""
    if entry.expire_seconds is not None:
        return int(entry.expire_seconds)
    kind = KINDS.get(entry.task)
    return kind.expires if kind else None


def _launch_slot(
    entry: PeriodicTask, moment: datetime, deadline: datetime | None
) -> TaskRun | None:
    with transaction.atomic():
        slot, new = Slot.objects.select_for_update().get_or_create(name=entry.name, due_at=moment)
        if not new and (slot.run_id or slot.missed_at is None):
            return None
        slot.run = _launch(entry, expires=deadline)
        slot.save(update_fields=["run"])
    return slot.run


def _deadline(entry: PeriodicTask, moment: datetime) -> datetime | None:
    seconds = patience(entry)
    return None if seconds is None else moment + timedelta(seconds=seconds)


def _launch(entry: PeriodicTask, **given: Any) -> TaskRun:
    return launch(
        entry.task,
        *json.loads(entry.args or "[]"),
        title=entry.name,
        queue=entry.queue or None,
        **given,
        **json.loads(entry.kwargs or "{}"),
    )
