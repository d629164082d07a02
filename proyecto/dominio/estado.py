"""The domain follows its runs: what a run is about moves in the same transaction as the run, and
what a run that led nowhere has made goes once that is certain. One small function a noun."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from proyecto.dominio.models import ImagenProducto, Reporte, Video
from proyecto.dominio.pago import asentar
from proyecto.dominio.storage import delete_tree
from proyecto.progress.models import TaskRun
from proyecto.progress.record import run_moved
from proyecto.progress.vocabulary import ENDED, Cause, TaskName, TaskState

NOWHERE = {TaskState.FAILURE, TaskState.REVOKED}
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
    noun, _colon, key = run.subject.partition(":")
    if noun in FOLLOWERS:
        FOLLOWERS[noun](run, TaskState(run.state), key)


def _video(run: TaskRun, state: TaskState, key: str) -> None:
    video = Video.objects.filter(pk=key).first()
    if video is None or (run.task == TaskName.CREAR_MUESTRA and state == TaskState.SUCCESS):
        return  # of a sample, only the original exists yet
    video.estado = ESTADO[state]
    if state in NOWHERE:
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


def _imagen(run: TaskRun, state: TaskState, key: str) -> None:
    imagen = ImagenProducto.objects.filter(pk=key).first()
    if imagen is None:
        return
    changed: dict[str, Any] = {"procesada": state == TaskState.SUCCESS}
    if state in NOWHERE:
        changed["salidas"] = {}
        transaction.on_commit(partial(_clear_imagen, imagen, run))
    ImagenProducto.objects.filter(pk=imagen.pk).update(**changed)


def _clear_imagen(imagen: ImagenProducto, run: TaskRun) -> None:
    """Nothing half made is left. A rejected original is of no use; any other is kept."""
    delete_tree(default_storage, imagen.carpeta)
    if run.cause == Cause.REJECTED and imagen.archivo:
        default_storage.delete(imagen.archivo)
        ImagenProducto.objects.filter(pk=imagen.pk).update(archivo="")


def _reporte(_run: TaskRun, state: TaskState, key: str) -> None:
    """What an earlier run made stays, and is offered, until a newer one has made another."""
    reporte = Reporte.objects.filter(pk=key).first()
    if reporte is None:
        return
    estado = ESTADO[state]
    if state == TaskState.REVOKED and reporte.archivo:
        estado = Video.Estado.COMPLETADO
    Reporte.objects.filter(pk=reporte.pk).update(estado=estado)


def _pedido(run: TaskRun, state: TaskState, key: str) -> None:
    if run.task == TaskName.PROCESAR_PAGO and state in ENDED:
        asentar(key, failed=state == TaskState.FAILURE)


FOLLOWERS: dict[str, Callable[[TaskRun, TaskState, str], None]] = {
    "video": _video,
    "imagen": _imagen,
    "reporte": _reporte,
    "pedido": _pedido,
}
