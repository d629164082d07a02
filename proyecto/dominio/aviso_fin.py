"""A mail for who does not look: the end of a long run of theirs, while they have no page open.

It is asked for in the transaction of the end, as a run of its own that begins a little later: a
page that is just being loaded again is no absence.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from proyecto.dominio.resumen_semanal import MAILS
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.record import run_moved
from proyecto.progress.vocabulary import Milestone, TaskName, TaskState

# Who cancels knows, and what has expired was never begun.
NEWS = frozenset({TaskState.SUCCESS, TaskState.FAILURE})


def follow_ends() -> None:
    """Start listening."""
    run_moved.connect(_moved, dispatch_uid="dominio.aviso_fin")


def _moved(run: TaskRun, **_: Any) -> None:
    if not worth_a_mail(run):
        return
    delay = timedelta(seconds=settings.END_MAIL_DELAY_SECONDS)
    # Nobody's run: a mail is nothing that its reader waits for, and leads to no other mail.
    launch(
        TaskName.ENVIAR_AVISO_FIN,
        str(run.pk),
        title=run.title,
        subject=f"fin:{run.pk}",
        run_at=timezone.now() + delay,
    )


def worth_a_mail(run: TaskRun) -> bool:
    """It has ended, it is somebody's own work that took long, and they want to hear of it. Mails
    are no such work."""
    if run.state not in NEWS or run.owner is None or run.task in MAILS:
        return False
    if not (run.owner.aviso_fin and run.owner.email):
        return False
    least = timedelta(minutes=settings.END_MAIL_MINUTES)
    return took(run) >= least


def took(run: TaskRun) -> timedelta:
    """From the first attempt's beginning to the end, with the waits between attempts."""
    began: datetime | None = (
        run.events.filter(type=Milestone.STARTED).order_by("n").values_list("at", flat=True).first()
    )
    return run.finished_at - began if began and run.finished_at else timedelta()
