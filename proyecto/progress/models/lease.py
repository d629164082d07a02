"""Roles that one process at a time may have."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lease(models.Model):
    """Who has a role since when, and until when unless they say so again. One whose time is over
    had it until then. See `proyecto.progress.lease`."""

    role = models.CharField(_("role"), max_length=50, primary_key=True)
    holder = models.CharField(_("held by"), max_length=200)
    until = models.DateTimeField(_("until"))
    since = models.DateTimeField(_("since"), null=True, blank=True)

    class Meta:
        verbose_name = _("role of a process")
        verbose_name_plural = _("roles of processes")

    def __str__(self) -> str:
        return f"{self.role}: {self.holder}"
