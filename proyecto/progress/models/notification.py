"""What the team has to know."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from proyecto.progress.models.run import TaskRun


class Notification(models.Model):
    """One cause that staff should look at, however often it happened.

    While it is open, the same `cause` again only counts up; once resolved, the next is a new row.
    Acknowledged: somebody looks after it. `seq` moves with every change, so that a feed which was
    away can ask what is newer. Only `proyecto.progress.notices` changes one.
    """

    class Severity(models.TextChoices):
        """How bad it is."""

        INFO = "info"
        WARNING = "warning"
        ERROR = "error"

    # Groups: the same words, the same trouble. Such as "run_failed:procesar_video:disk_full".
    cause = models.CharField(max_length=200)
    # Which kind of thing: "run_failed", "run_rejected", "payment_failed", "missed_schedule" …
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
        ordering: ClassVar = ["-last_at", "-id"]

    def __str__(self) -> str:
        return f"{self.cause} × {self.count}"
