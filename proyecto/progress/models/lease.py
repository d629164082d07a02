"""Roles that one process at a time may have."""

from django.db import models


class Lease(models.Model):
    """Who has a role since when, and until when unless they say so again. One whose time is over
    had it until then. See `proyecto.progress.lease`."""

    role = models.CharField(max_length=50, primary_key=True)
    holder = models.CharField(max_length=200)
    until = models.DateTimeField()
    since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.role}: {self.holder}"
