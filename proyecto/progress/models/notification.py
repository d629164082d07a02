"""What the team has to know."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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

        INFO = "info", _("News")
        WARNING = "warning", _("Warning")
        ERROR = "error", _("Error")

    # Groups: the same words, the same trouble. Such as "run_failed:procesar_video:disk_full".
    cause = models.CharField(_("cause"), max_length=200)
    # Which kind of thing: "run_failed", "run_rejected", "payment_failed", "missed_schedule" …; the
    # whole list, with words, is dashboard/notice_words.py.
    kind = models.CharField(_("kind"), max_length=50)
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity, default=Severity.ERROR
    )
    # For the sentence that people read; the newest time's.
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    run = models.ForeignKey(
        TaskRun,
        verbose_name=_("task"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notifications",
    )
    count = models.PositiveIntegerField(_("how often"), default=1)
    seq = models.PositiveBigIntegerField(_("change number"), db_index=True)
    first_at = models.DateTimeField(_("first time"))
    last_at = models.DateTimeField(_("last time"))
    # When ADMINS were last told of it by mail, and how many times it had happened by then.
    mailed_at = models.DateTimeField(_("last mail about it"), null=True, blank=True)
    mailed_count = models.PositiveIntegerField(_("how often by that mail"), default=0)

    acknowledged_at = models.DateTimeField(_("attended to since"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("attended to by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    muted_until = models.DateTimeField(_("muted until"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
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

        ACKNOWLEDGED = "acknowledged", pgettext_lazy("notice", "Attended to")
        ASSIGNED = "assigned", pgettext_lazy("notice", "Given to somebody")
        RELEASED = "released", pgettext_lazy("notice", "Put back")
        MUTED = "muted", pgettext_lazy("notice", "Muted")
        UNMUTED = "unmuted", pgettext_lazy("notice", "Unmuted")
        RESOLVED = "resolved", pgettext_lazy("notice", "Resolved")

    notification = models.ForeignKey(
        Notification, verbose_name=_("notice"), on_delete=models.CASCADE, related_name="events"
    )
    seq = models.PositiveBigIntegerField(_("change number"), unique=True)
    at = models.DateTimeField(_("when"))
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    what = models.CharField(_("what was done"), max_length=20, choices=What)
    # To whom it was given.
    whom = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("given to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Until when it was muted.
    until = models.DateTimeField(_("muted until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("change of a notice")
        verbose_name_plural = _("changes of notices")
        ordering: ClassVar = ["seq"]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.seq} {self.get_what_display()}"
