"""What the team has to know."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from proyecto.progress.models.run import TaskRun


class Notification(models.Model):
    """One cause that staff should look at, however often it happened.

    While it is open, the same `cause` again only counts up; once resolved, the next is a new row.
    Acknowledged: somebody looks after it, of their own accord or because it was given to them.
    Muted: it counts on and troubles nobody until then. `seq` moves with every change, so that a
    feed which was away can ask what is newer. Only `proyecto.progress.notices` changes one.
    """

    class Severity(models.TextChoices):
        """How bad it is."""

        INFO = "info"
        WARNING = "warning"
        ERROR = "error"

    # Groups: the same words, the same trouble. Such as "run_failed:procesar_video:disk_full".
    cause = models.CharField(max_length=200)
    # Which kind of thing: "run_failed", "run_rejected", "payment_failed", "missed_schedule" …; the
    # whole list, with words, is dashboard/notice_words.py.
    kind = models.CharField(max_length=50)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.ERROR)
    # For the sentence that people read; the newest time's.
    facts = models.JSONField(default=dict, blank=True)
    run = models.ForeignKey(
        TaskRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="notifications"
    )
    count = models.PositiveIntegerField(default=1)
    seq = models.PositiveBigIntegerField(db_index=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    # When ADMINS were last told of it by mail, and how many times it had happened by then.
    mailed_at = models.DateTimeField(null=True, blank=True)
    mailed_count = models.PositiveIntegerField(default=0)

    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    muted_until = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cause"],
                condition=models.Q(resolved_at__isnull=True),
                name="one_open_notice_a_cause",
            ),
        ]
        # The feed: what is open, or over, newest first.
        indexes: ClassVar = [
            models.Index(fields=["-last_at", "-id"], name="notices_newest_first"),
        ]
        ordering: ClassVar = ["-last_at", "-id"]

    def __str__(self) -> str:
        return f"{self.cause} × {self.count}"

    @property
    def muted(self) -> bool:
        """Whether it is to be left alone for now."""
        return self.muted_until is not None and self.muted_until > timezone.now()


def unattended() -> models.QuerySet[Notification]:
    """What somebody should look at: open, nobody's yet, not muted, more than a piece of news."""
    waiting = Notification.objects.filter(resolved_at=None, acknowledged_at=None)
    waiting = waiting.exclude(severity=Notification.Severity.INFO)
    return waiting.filter(aloud(timezone.now()))


def aloud(now: datetime) -> models.Q:
    """Notices that are not muted."""
    return models.Q(muted_until=None) | models.Q(muted_until__lte=now)


class NotificationEvent(models.Model):
    """Who did what about a notice, and when; without a `who` it came about by itself. It has the
    number that the notice took at that moment."""

    class What(models.TextChoices):
        """What was done."""

        ACKNOWLEDGED = "acknowledged"
        ASSIGNED = "assigned"
        RELEASED = "released"
        MUTED = "muted"
        UNMUTED = "unmuted"
        RESOLVED = "resolved"

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    what = models.CharField(max_length=20, choices=What)
    # To whom it was given.
    whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Until when it was muted.
    until = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["seq"]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.seq} {self.what}"
