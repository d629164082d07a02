"""Queues that the team holds back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class QueuePause(models.Model):
    """While there is a row, no run of its queue begins. See `proyecto.progress.queues`."""

    queue = models.CharField(_("queue"), max_length=50, primary_key=True)
    at = models.DateTimeField(_("since"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("paused by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("paused queue")
        verbose_name_plural = _("paused queues")
        ordering: ClassVar = ["queue"]

    def __str__(self) -> str:
        return self.queue


def paused() -> models.Q:
    """Of runs: whose queue is held back."""
    return models.Q(models.Exists(QueuePause.objects.filter(queue=models.OuterRef("queue"))))
