"""A link by which anybody may watch one run."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proyecto.progress.models import TaskRun


class EnlaceCompartido(models.Model):
    """Who has the link sees how far the run is, and nothing else, until it expires or is revoked.
    What is kept of its token is a hash: nobody who reads this table can open it."""

    run = models.ForeignKey(
        TaskRun, verbose_name=_("task"), on_delete=models.CASCADE, related_name="+"
    )
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    # A link reaches no further than whoever made it, and goes with the account.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    views = models.PositiveIntegerField(_("views"), default=0)

    class Meta:
        verbose_name = _("shared link")
        verbose_name_plural = _("shared links")
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.run_id} · {self.expires_at:%Y-%m-%d %H:%M}"
