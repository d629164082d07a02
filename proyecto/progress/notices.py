"""Notices: what the team has to know, one row for each cause however often it happens.

Whoever changes notices holds one counter until the end of its transaction. So they are changed one
after the other: of a thousand at once one makes the row and the others count it up, and a feed that
saw number 7 has seen all before it. Give a notice as the last thing that a transaction does.

What people do about one is kept as a `NotificationEvent` with it. Feeds are told after commit.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from proyecto.progress import actions, digest, teller
from proyecto.progress.counter import NOTICES, hold, take
from proyecto.progress.models import Counter, Notification, NotificationEvent, TaskRun, notification

Severity = Notification.Severity
What = NotificationEvent.What
# For whoever shows notices.
aloud, unattended = notification.aloud, notification.unattended
LONGEST_CAUSE = 200
LONGEST_NOTE = 500


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
            muted = _still_muted(cause)
            given = Notification.objects.create(
                cause=cause, seq=seq, first_at=now, muted_until=muted, **newest
            )
        digest.ask_for(given, now)
        _tell(seq)
    return given


def begins(
    cause: str, kind: str, severity: str, facts: dict[str, Any], since: datetime | None = None
) -> bool:
    """Something is wrong for as long as it lasts: told once, by whoever notices it first. False
    where it is known, also to a person who has resolved it after it began (`since`). `over` ends
    it."""
    cause = cause[:LONGEST_CAUSE]
    knows = Q(resolved_at=None)
    if since is not None:
        knows |= Q(resolved_by__isnull=False, resolved_at__gte=since)
    known = Notification.objects.filter(knows, cause=cause)
    if known.exists():
        return False
    with transaction.atomic():
        hold(NOTICES)
        if known.exists():
            return False
        notice(cause, kind, severity, facts)
    return True


def lasts(cause: str) -> None:
    """It still is so, for one of those who can see it; no news for anybody."""
    lasting = Notification.objects.filter(cause=cause[:LONGEST_CAUSE], resolved_at=None)
    lasting.update(last_at=timezone.now())


def over(cause: str, unseen: timedelta = timedelta()) -> bool:
    """What was wrong is so no more, and nobody has seen it for so long: resolved by itself. False
    where nothing was."""
    lasting = Notification.objects.filter(
        cause=cause[:LONGEST_CAUSE], resolved_at=None, last_at__lte=timezone.now() - unseen
    )
    found = lasting.values_list("pk", flat=True).first()
    return found is not None and _resolve(found, None) is not None


def acknowledge(notice_id: int, by: Any) -> Notification | None:
    """Somebody looks after it: it counts as attended, and no more mails are sent about it. None
    where there is nothing to attend any more."""
    mine = {"acknowledged_at": timezone.now(), "acknowledged_by": by}
    return _change(notice_id, by, What.ACKNOWLEDGED, Q(acknowledged_at=None), mine)


def assign(notice_id: int, by: Any, to: Any) -> Notification | None:
    """Somebody else is to look after it, whoever did so far. None where it is resolved, or theirs
    already."""
    theirs = {"acknowledged_at": timezone.now(), "acknowledged_by": to}
    still = Q(acknowledged_at=None) | ~Q(acknowledged_by=to)
    return _change(notice_id, by, What.ASSIGNED, still, theirs, whom=to)


def release(notice_id: int, by: Any) -> Notification | None:
    """Nobody looks after it any more. None where nobody did."""
    nobodys = {"acknowledged_at": None, "acknowledged_by": None}
    held = Q(acknowledged_at__isnull=False)
    return _change(notice_id, by, What.RELEASED, held, nobodys)


def mute(notice_id: int, by: Any, until: datetime) -> Notification | None:
    """Leave everybody alone with it until then; it counts on. None where it is resolved."""
    return _change(notice_id, by, What.MUTED, Q(), {"muted_until": until}, until=until)


def unmute(notice_id: int, by: Any) -> Notification | None:
    """It troubles people again, before its time. None where it was not muted."""
    muted = Q(muted_until__isnull=False)
    return _change(notice_id, by, What.UNMUTED, muted, {"muted_until": None})


def unmute_due() -> None:
    """Those whose time is over come back by themselves."""
    now = timezone.now()
    due = Notification.objects.filter(resolved_at=None, muted_until__lte=now)
    for notice_id in due.values_list("pk", flat=True):
        over_by_now = Q(muted_until__lte=now)
        _change(notice_id, None, What.UNMUTED, over_by_now, {"muted_until": None})


def resolve(notice_id: int, by: Any, note: str = "") -> Notification | None:
    """The trouble is over: when it comes again, it is another notice. None where it was already."""
    return _resolve(notice_id, by, note)


def resolve_kind(kind: str, by: Any, note: str = "") -> int:
    """All open ones of a kind; how many."""
    with transaction.atomic():
        hold(NOTICES)
        rows = Notification.objects.filter(kind=kind, resolved_at=None).order_by("pk")
        return sum(_resolve(pk, by, note) is not None for pk in rows.values_list("pk", flat=True))


def newest() -> int:
    """The number of the newest change that can be seen."""
    counter = Counter.objects.filter(name=NOTICES).first()
    return counter.value if counter else 0


def since(seq: int) -> QuerySet[Notification]:
    """What changed after a number, in that order; for a feed that was away."""
    return Notification.objects.filter(seq__gt=seq).order_by("seq")


def _still_muted(cause: str) -> datetime | None:
    """What comes and goes by itself stays muted; what a person has resolved does not."""
    last = Notification.objects.filter(cause=cause).order_by("-pk").first()
    by_itself = last is not None and last.resolved_by_id is None
    return last.muted_until if last is not None and by_itself and last.muted else None


def _resolve(notice_id: int, by: Any, note: str = "") -> Notification | None:
    end: dict[str, Any] = {"resolved_at": timezone.now(), "resolved_by": by}
    if by is not None:
        end["muted_until"] = None
    return _change(notice_id, by, What.RESOLVED, Q(), end, note=note[:LONGEST_NOTE])


def _change(
    notice_id: int, by: Any, what: What, only: Q, fields: dict[str, Any], **kept: Any
) -> Notification | None:
    now = timezone.now()
    with transaction.atomic():
        hold(NOTICES)
        still = Notification.objects.filter(only, pk=notice_id, resolved_at=None)
        if not still.exists():
            return None
        seq = take(NOTICES)
        still.update(seq=seq, **fields)
        NotificationEvent.objects.create(
            notification_id=notice_id, seq=seq, at=now, who=by, what=what, **kept
        )
        changed = Notification.objects.get(pk=notice_id)
        if by is not None:
            actions.note(by, f"notice.{what}", changed.cause)
        if what in {What.UNMUTED, What.RELEASED}:  # what came meanwhile was not mailed
            digest.ask_for(changed, now)
        _tell(seq)
    return changed


def _tell(seq: int) -> None:
    teller.say("notices", {"seq": seq})
