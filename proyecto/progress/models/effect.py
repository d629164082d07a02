"""What a run did to the world outside the ledger: a charge, a mail, a file."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proyecto.progress.models.run import TaskRun


class Effect(models.Model):
    """One thing that must not be done twice, whichever run or attempt comes to do it.

        absent ──► PLANNED ──► DONE
                      │ └────► REFUSED  the other side said no: it did not happen

    PLANNED is written before it is done and DONE after it. Whoever finds it PLANNED does not know
    whether it happened, and does what `doubt` says. See `proyecto.progress.effects`.
    """

    class State(models.TextChoices):
        """How much is known of it."""

        PLANNED = "planned", pgettext_lazy("effect", "Planned")
        DONE = "done", pgettext_lazy("effect", "Done")
        REFUSED = "refused", _("Refused")

    class Doubt(models.TextChoices):
        """What becomes of it when nobody knows whether it happened."""

        ASK = "ask", _("Ask")
        AGAIN = "again", _("Do it again")
        LEAVE = "leave", _("Leave it as it is")

    # Says what it is for all time, such as "charge:order:12".
    key = models.CharField(_("key"), max_length=200, unique=True)
    # A word for people: "charge", "mail", "file".
    kind = models.CharField(_("kind"), max_length=30)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    doubt = models.CharField(_("when in doubt"), max_length=10, choices=Doubt, default=Doubt.AGAIN)
    # What it is about, in words that a person can read: to whom, how much.
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    # What the other side answered; of a refused one, why.
    result = models.JSONField(_("answer"), null=True, blank=True)
    # The run and attempt that held it last.
    run = models.ForeignKey(
        TaskRun,
        verbose_name=_("task"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="effects",
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    # How often somebody took it up.
    tries = models.PositiveSmallIntegerField(_("times taken up"), default=1)
    planned_at = models.DateTimeField(_("planned"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")

    def __str__(self) -> str:
        return f"{self.key} {self.get_state_display()}"
