"""What the team did."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.Model):
    """Somebody of the team did something to what is everybody's. Written in the transaction of the
    deed, and never changed. `who` is how they were called then, for when the account is gone."""

    at = models.DateTimeField(_("when"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    who = models.CharField(_("name at that time"), max_length=150, blank=True)
    # Such as "queue.pause", and what it was done to: "video".
    verb = models.CharField(_("action"), max_length=50)
    target = models.CharField(_("done to"), max_length=300, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("team action")
        verbose_name_plural = _("team actions")
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.who} {self.verb} {self.target}"
