"""What ADMINS are told by mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Digest(models.Model):
    """One mail about notices, with what is in it fixed: whichever attempt sends it sends the same
    words under the same key, so nobody gets it twice and nothing is left out of it."""

    at = models.DateTimeField(_("when"))
    # The notices as they were at that time, those with most new cases first; see `progress.digest`.
    lines = models.JSONField(_("notices"), default=list)
    # When it had been handed over to everybody, or refused for good.
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail to the administrators")
        verbose_name_plural = _("mails to the administrators")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {len(self.lines)}"
