"""The domain follows its runs: a video's `estado` moves in the same transaction as its run."""

from typing import Any

from proyecto.dominio.models import Video
from proyecto.progress.models import TaskRun
from proyecto.progress.record import run_moved
from proyecto.progress.vocabulary import TaskName, TaskState

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


def _follow(run: TaskRun, **others: Any) -> None:
    kind, _, key = run.subject.partition(":")
    if kind != "video" or not key.isdigit():
        return
    estado = ESTADO[TaskState(run.state)]
    if run.task == TaskName.CREAR_MUESTRA and estado == Video.Estado.COMPLETADO:
        return  # only the original exists yet
    Video.objects.filter(pk=int(key)).update(estado=estado)
