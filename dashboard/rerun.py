"""Whether a run that is over may be tried again: the one answer, for one and for many."""

from collections.abc import Collection
from typing import NamedTuple

from django.utils.translation import gettext as _

from dashboard.begin import busy_with, not_paid_again
from proyecto.dominio.models import Video
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause, TaskState


class Refusal(NamedTuple):
    """Why not: a word for who counts them, a sentence for who asked for this one."""

    why: str
    sentence: str


def refusal(run: TaskRun, begun: Collection[str] = ()) -> Refusal | None:
    """Why it can't be tried again as things stand, or will once there is a task about what `begun`
    names; None where it can."""
    if not run.ended:
        return Refusal("open", _("It is not over yet."))
    if run.state == TaskState.SUCCESS:
        return Refusal("done", _("It went well: there is nothing to try again."))
    if sentence := not_paid_again(run, begun):
        return Refusal("payment", sentence)
    if run.cause == Cause.REJECTED:
        return Refusal("rejected", _("This file can't be processed. Upload another."))
    if run.subject and (run.subject in begun or busy_with(run.subject)):
        return Refusal("busy", _("Another task is busy with it already."))
    if run.subject.startswith("video:") and not _original_of(run):
        return Refusal("original", _("The original was deleted. Upload it again."))
    return None


def _original_of(run: TaskRun) -> bool:
    video = Video.objects.filter(pk=run.subject.removeprefix("video:")).first()
    return video is not None and (bool(video.original) or run.task == "crear_muestra")
