"""Mails about notices: a new cause at once, the same one again at most once an hour, with how often
it happened since, and all that is due in one mail.

A mail is asked for in the transaction of the notice, by launching `notificar_admin` unless a run
that waits will come to it anyway. Troubles of that task itself are shown and never mailed about, or
a mail server that is away would keep it busy for ever.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from msgspec import Struct

from proyecto.progress.counter import NOTICES, hold
from proyecto.progress.launch import launch
from proyecto.progress.models import Digest, Notification, TaskRun
from proyecto.progress.models.notification import unattended
from proyecto.progress.vocabulary import KINDS, TaskName, TaskState

PAUSE = timedelta(hours=1)
OWN_KIND = KINDS[TaskName.NOTIFICAR_ADMIN].notice


class Line(Struct, frozen=True):
    """What a mail says of one notice; `new`: how often it happened since the mail before. Its words
    are made when it is written."""

    id: int
    kind: str
    severity: str
    facts: dict[str, Any]
    run: str
    count: int
    new: int
    first_at: datetime
    last_at: datetime


def ask_for(given: Notification, now: datetime) -> None:
    """Have ADMINS told of a notice when it is due; while its counter is held."""
    told = given.mailed_count >= given.count
    if settings.ADMINS and not told and _worth_it().filter(pk=given.pk).exists():
        _come_by(_due_at(given, now), now)


def gather() -> None:
    """Fix the next mail, if anything is due, and see to it that what is not due yet is sent when
    it is."""
    with transaction.atomic():
        hold(NOTICES)  # nobody counts up what is just being written down
        now = timezone.now()
        news = list(_worth_it().filter(count__gt=F("mailed_count")).order_by("pk"))
        due = [one for one in news if _due_at(one, now) <= now]
        if due:
            lines = sorted(map(_line, due), key=lambda line: -line.new)
            Digest.objects.create(at=now, lines=msgspec.to_builtins(lines))
            for one in due:
                Notification.objects.filter(pk=one.pk).update(mailed_at=now, mailed_count=one.count)
        later = [_due_at(one, now) for one in news if one not in due]
        if later:
            _come_by(min(later), now)


def unsent() -> QuerySet[Digest]:
    """Mails that not everybody has yet, oldest first."""
    return Digest.objects.filter(done_at=None).order_by("pk")


def lines_of(one: Digest) -> list[Line]:
    """What is in it."""
    return msgspec.convert(one.lines, list[Line])


def sent(one: Digest) -> None:
    """Everybody has it who will ever have it."""
    Digest.objects.filter(pk=one.pk, done_at=None).update(done_at=timezone.now())


def _worth_it() -> QuerySet[Notification]:
    """What somebody should look at, but for troubles of these mails."""
    return unattended().exclude(kind=OWN_KIND)


def _due_at(one: Notification, now: datetime) -> datetime:
    return max(now, one.mailed_at + PAUSE) if one.mailed_at else now


def _come_by(at: datetime, now: datetime) -> None:
    """A run of `notificar_admin` at that time. One that waits and is due by then will do; so will
    one that is being tried again, for it comes as soon as there is any use in it."""
    runs = TaskRun.objects.filter(task=TaskName.NOTIFICAR_ADMIN, cancel_requested_at=None)
    by_then = Q(state=TaskState.PENDING) & (Q(run_at=None) | Q(run_at__lte=at))
    if not runs.filter(by_then | Q(state=TaskState.RETRY)).exists():
        launch(TaskName.NOTIFICAR_ADMIN, run_at=at if at > now else None)


def _line(one: Notification) -> Line:
    return Line(
        id=one.pk,
        kind=one.kind,
        severity=one.severity,
        facts=one.facts,
        run=str(one.run_id) if one.run_id else "",
        count=one.count,
        new=one.count - one.mailed_count,
        first_at=one.first_at,
        last_at=one.last_at,
    )
