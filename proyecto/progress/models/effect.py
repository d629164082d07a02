"""What a run did to the world outside the ledger: a charge, a mail, a file."""

from django.db import models

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

        PLANNED = "planned"
        DONE = "done"
        REFUSED = "refused"

    class Doubt(models.TextChoices):
        """What becomes of it when nobody knows whether it happened."""

        ASK = "ask"
        AGAIN = "again"
        LEAVE = "leave"

    # Says what it is for all time, such as "charge:order:12".
    key = models.CharField(max_length=200, unique=True)
    # A word for people: "charge", "mail", "file".
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    doubt = models.CharField(max_length=10, choices=Doubt, default=Doubt.AGAIN)
    # What it is about, in words that a person can read: to whom, how much.
    facts = models.JSONField(default=dict, blank=True)
    # What the other side answered; of a refused one, why.
    result = models.JSONField(null=True, blank=True)
    # The run and attempt that held it last.
    run = models.ForeignKey(
        TaskRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="effects"
    )
    attempt = models.PositiveSmallIntegerField(default=0)
    # How often somebody took it up.
    tries = models.PositiveSmallIntegerField(default=1)
    planned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.key} {self.state}"
