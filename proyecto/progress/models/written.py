"""What the code last said about an entry of the schedule."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WrittenEntry(models.Model):
    """The fields of one entry as the code wrote them last. What differs from this in the schedule
    was changed by a person. See `proyecto.progress.timetable`."""

    name = models.CharField(_("name"), max_length=200, primary_key=True)
    fields = models.JSONField(_("fields"))

    class Meta:
        verbose_name = _("entry of the code's schedule")
        verbose_name_plural = _("entries of the code's schedule")

    def __str__(self) -> str:
        return self.name
