"""What a run said while it worked, line by line."""

from typing import ClassVar

from django.db import models

from proyecto.progress.models.run import TaskRun


class RunLog(models.Model):
    """Some lines of a run that follow each other: `first` is the number of the first one, within
    the run and over all attempts. Numbers that no row has were left out, because there was more
    than is kept. The rows go with their run. Written and read by `proyecto.progress.lines`.
    """

    run = models.ForeignKey(TaskRun, on_delete=models.CASCADE, related_name="log")
    attempt = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    # Bytes of text, for the bound of a run.
    size = models.PositiveIntegerField()
    # [milliseconds, level, text] each.
    lines = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "first"], name="one_log_a_number"),
        ]
        ordering: ClassVar = ["run", "first"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.first}+{self.count}"
