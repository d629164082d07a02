"""What people were told of how long a run would take, and whether it was true."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proyecto.progress.models.run import TaskRun


class Promise(models.Model):
    """The range that was shown at one moment of a run: seconds from `made_at`, wait included where
    it waited. `low` and `high` are empty where none was shown; `guess` is the time in its middle,
    from which the next ranges are learned. `kept` and `ended_at` are written when the run ends
    well: of one that fails nobody can say how long it would have taken.
    """

    class Moment(models.TextChoices):
        """When it was made; the numbers are places of the bar in permille."""

        QUEUED = "queued", _("While it waited")
        STARTED = "started", _("At its start")
        QUARTER = "250", _("At a quarter")
        HALF = "500", _("Half way")
        THREE_QUARTERS = "750", _("At three quarters")

    run = models.ForeignKey(
        TaskRun, verbose_name=_("task"), on_delete=models.CASCADE, related_name="promises"
    )
    # Again here, so that all of one kind are found without their runs.
    task = models.CharField(_("kind"), max_length=100)
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    moment = models.CharField(_("moment"), max_length=10, choices=Moment)
    made_at = models.DateTimeField(_("when it was told"))
    guess = models.FloatField(_("estimate, in seconds"))
    low = models.FloatField(_("shortest, in seconds"), null=True, blank=True)
    high = models.FloatField(_("longest, in seconds"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    kept = models.BooleanField(_("kept"), null=True, blank=True)

    class Meta:
        verbose_name = _("time that was told")
        verbose_name_plural = _("times that were told")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "attempt", "moment"], name="one_promise_a_moment"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["task", "-ended_at"]),
            models.Index(fields=["ended_at"]),
        ]
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.task} {self.moment} {self.made_at}"
