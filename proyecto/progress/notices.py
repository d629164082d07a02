"""Notices: what the team has to know, one row for each cause however often it happens.

Whoever changes notices holds one counter until the end of its transaction. So they are changed one
after the other: of a thousand at once one makes the row and the others count it up, and a feed that
saw number 7 has seen all before it. Give a notice as the last thing that a transaction does.
"""

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from proyecto.progress import digest
from proyecto.progress.counter import NOTICES, hold, take
from proyecto.progress.models import Notification, TaskRun

Severity = Notification.Severity
LONGEST_CAUSE = 200


def notice(
    cause: str,
    kind: str,
    severity: str = Severity.ERROR,
    facts: dict[str, Any] | None = None,
    run: TaskRun | None = None,
) -> Notification:
    """Tell the team of something, in the caller's transaction; the row as it is now.

    `cause` groups: the same words, the same trouble, such as "run_failed:procesar_video:disk_full".
    `kind` says which sentence people read, with `facts` (JSON; the newest count). `run` is where
    they can look. INFO is shown and no more; of the others ADMINS hear by mail.
    """
    cause = cause[:LONGEST_CAUSE]
    now = timezone.now()
    newest = {"kind": kind, "severity": severity, "facts": facts or {}, "run": run, "last_at": now}
    with transaction.atomic():
        seq = take(NOTICES)
        again = Notification.objects.filter(cause=cause, resolved_at=None)
        if again.update(count=F("count") + 1, seq=seq, **newest):
            given = again.get()
        else:
            given = Notification.objects.create(cause=cause, seq=seq, first_at=now, **newest)
        digest.ask_for(given, now)
    return given


def acknowledge(notice_id: int, by: Any) -> Notification | None:
    """Somebody looks after it: it counts as attended, and no more mails are sent about it. None
    where there is nothing to attend any more."""
    now = timezone.now()
    return _change(notice_id, {"acknowledged_at": None}, acknowledged_at=now, acknowledged_by=by)


def resolve(notice_id: int, by: Any) -> Notification | None:
    """The trouble is over: when it comes again, it is another notice. None where it was already."""
    return _change(notice_id, {}, resolved_at=timezone.now(), resolved_by=by)


def unattended() -> QuerySet[Notification]:
    """What somebody should look at: open, nobody's yet, and more than a piece of news."""
    waiting = Notification.objects.filter(resolved_at=None, acknowledged_at=None)
    return waiting.exclude(severity=Severity.INFO)


def since(seq: int) -> QuerySet[Notification]:
    """What changed after a number, in that order; for a feed that was away."""
    return Notification.objects.filter(seq__gt=seq).order_by("seq")


def _change(notice_id: int, only: dict[str, Any], **fields: Any) -> Notification | None:
    with transaction.atomic():
        hold(NOTICES)
        still = Notification.objects.filter(pk=notice_id, resolved_at=None, **only)
        if not still.exists():
            return None
        still.update(seq=take(NOTICES), **fields)
        return Notification.objects.get(pk=notice_id)
