"""What the code last said about an entry of the schedule."""

from django.db import models


class WrittenEntry(models.Model):
    """The fields of one entry as the code wrote them last. What differs from this in the schedule
    was changed by a person. See `proyecto.progress.timetable`."""

    name = models.CharField(max_length=200, primary_key=True)
    fields = models.JSONField()

    def __str__(self) -> str:
        return self.name
