"""What ADMINS are told by mail."""

from django.db import models


class Digest(models.Model):
    """One mail about notices, with what is in it fixed: whichever attempt sends it sends the same
    words under the same key, so nobody gets it twice and nothing is left out of it."""

    at = models.DateTimeField()
    # The notices as they were at that time, those with most new cases first; see `progress.digest`.
    lines = models.JSONField(default=list)
    # When it had been handed over to everybody, or refused for good.
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {len(self.lines)}"
