"""When periodic work was due, and what became of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proyecto.progress.models.run import TaskRun


class Slot(models.Model):
    """One moment at which one periodic task was due: it is launched once, whoever notices.

    `name` is the name of the schedule's entry. `missed_at` is when somebody noticed that it had
    not been launched; with a `run` it was caught up later. A person who has it run now makes a
    moment too.
    """

    name = models.CharField(_("name"), max_length=200)
    due_at = models.DateTimeField(_("scheduled for"))
    run = models.ForeignKey(
        TaskRun,
        verbose_name=_("task"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="slots",
    )
    missed_at = models.DateTimeField(_("found missed"), null=True, blank=True)

    class Meta:
        verbose_name = _("moment of the schedule")
        verbose_name_plural = _("moments of the schedule")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "due_at"], name="one_slot_a_moment"),
        ]
        ordering: ClassVar = ["-due_at"]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at}"
