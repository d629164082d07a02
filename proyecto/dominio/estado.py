"""The domain follows its runs: a video's `estado` moves in the same transaction as its run, and
what a run that led nowhere has made goes once that is certain."""

from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from proyecto.dominio.models import Video
from proyecto.dominio.storage import delete_tree
from proyecto.progress.models import TaskRun
from proyecto.progress.record import run_moved
from proyecto.progress.vocabulary import Cause, TaskName, TaskState

ESTADO = {
    TaskState.PENDING: Video.Estado.PENDIENTE,
    TaskState.STARTED: Video.Estado.PROCESANDO,
    TaskState.RETRY: Video.Estado.PROCESANDO,
    TaskState.SUCCESS: Video.Estado.COMPLETADO,
    TaskState.FAILURE: Video.Estado.ERROR,
    TaskState.REVOKED: Video.Estado.PENDIENTE,
}


def follow_runs() -> None:
    """Start listening."""
    run_moved.connect(_follow, dispatch_uid="dominio.estado")


def _follow(run: TaskRun, **_: Any) -> None:
    if not run.subject.startswith("video:"):
        return
    state = TaskState(run.state)
    video = Video.objects.filter(pk=run.subject.removeprefix("video:")).first()
    if video is None or (run.task == TaskName.CREAR_MUESTRA and state == TaskState.SUCCESS):
        return  # of a sample, only the original exists yet
    video.estado = ESTADO[state]
    if state in {TaskState.FAILURE, TaskState.REVOKED}:
        video.salidas = {}
        transaction.on_commit(partial(_clear, video, run))
    video.save(update_fields=["estado", "salidas"])


def _clear(video: Video, run: TaskRun) -> None:
    """A cancelled run leaves nothing but the original. A rejected original is of no use. Other
    failures keep what was made: the next try goes on from there."""
    if run.cause in {Cause.CANCELLED, Cause.REJECTED}:
        delete_tree(default_storage, video.carpeta)
    if run.cause == Cause.REJECTED and video.original:
        default_storage.delete(video.original)
        Video.objects.filter(pk=video.pk).update(original="")
