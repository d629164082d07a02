"""What a run said while it worked, line by line."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proyecto.progress.models.run import TaskRun


class RunLog(models.Model):
    """Some lines of a run that follow each other: `first` is the number of the first one, within
    the run and over all attempts. Numbers that no row has were left out, because there was more
    than is kept. The rows go with their run. Written and read by `proyecto.progress.lines`.
    """

    run = models.ForeignKey(
        TaskRun, verbose_name=_("task"), on_delete=models.CASCADE, related_name="log"
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    first = models.PositiveIntegerField(_("first line"))
    count = models.PositiveIntegerField(_("number of lines"))
    # Bytes of text, for the bound of a run.
    size = models.PositiveIntegerField(_("size in bytes"))
    # [milliseconds, level, text] each.
    lines = models.JSONField(_("lines"), default=list)

    class Meta:
        verbose_name = _("part of a log")
        verbose_name_plural = _("parts of logs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "first"], name="one_log_a_number"),
        ]
        ordering: ClassVar = ["run", "first"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.first}+{self.count}"
