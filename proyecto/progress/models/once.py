"""What programs asked for with a key of theirs, so that asking twice does it once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proyecto.progress.models.run import TaskRun


class IdempotencyKey(models.Model):
    """Written in the transaction of what was asked for: it stands for a deed that is done."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    key = models.CharField(_("key"), max_length=200)
    # A hash of what was asked for.
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    # What was answered, as JSON, or the run that was begun.
    status = models.PositiveSmallIntegerField(_("status"), default=200)
    answer = models.JSONField(_("answer"), null=True, blank=True)
    run = models.ForeignKey(
        TaskRun,
        verbose_name=_("task"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "key"], name="one_deed_a_key"),
        ]
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.key
