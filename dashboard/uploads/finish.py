"""A complete upload becomes what it is for, and the run that processes that: all of it or nothing,
once."""

import os
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import transaction

from dashboard.uploads.names import title_of
from dashboard.uploads.part import Part, disk_errors
from dashboard.uploads.purposes import purpose_of
from proyecto.dominio.models import ImagenProducto, Subida, Video
from proyecto.progress.launch import launch
from proyecto.progress.vocabulary import TaskName


def finish(subida: Subida) -> Subida:
    """Store the file, make its row and launch the run; the upload with its result. The caller
    holds the part.

    Safe to repeat after a crash at any point: the file's name and the row's key are the upload's
    own, and the part is removed only when the row is there for good.
    """
    part = Part(subida.pk)
    name = stored_name(subida)
    store(default_storage, part.path, name)
    with transaction.atomic():
        subida = Subida.objects.select_for_update().get(pk=subida.pk)
        if not subida.terminada:
            _result_of(subida, name)
            subida.refresh_from_db()
    part.remove()
    return subida


def stored_name(subida: Subida) -> str:
    """Where the original lies in the storage: nothing of what a stranger called it but a known
    ending."""
    return f"originales/{subida.pk}{purpose_of(subida).stored_suffix(subida.nombre)}"


def store(storage: Storage, path: Path, name: str) -> None:
    """Put the file at `path` into the storage, and leave it where it is, too.

    A second name for the same bytes where that is possible: at once, however large, and without
    the room for a copy. Raises NoRoom.
    """
    if isinstance(storage, FileSystemStorage) and _linked(path, Path(storage.path(name))):
        return
    with path.open("rb") as file, disk_errors():
        storage.save(name, File(file))


def _linked(path: Path, target: Path) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"{target.name}.{uuid.uuid4().hex}.part")
    try:
        os.link(path, beside)
    except OSError:  # another file system, or one without links
        return False
    beside.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o644)
    beside.replace(target)
    # Replacing a name by another one of the same file does nothing, and leaves both.
    beside.unlink(missing_ok=True)
    return True


def _result_of(subida: Subida, name: str) -> Video | ImagenProducto:
    """The row of what it is for, and the run that processes it."""
    if subida.proposito == Subida.Proposito.IMAGEN:
        return _imagen_of(subida, name)
    return _video_of(subida, name)


def _video_of(subida: Subida, name: str) -> Video:
    video = Video.objects.create(
        clave=subida.pk,
        propietario=subida.propietario,
        titulo=title_of(subida.nombre),
        original=name,
        nombre_original=subida.nombre,
        bytes_original=subida.bytes_total,
    )
    _launch(TaskName.PROCESAR_VIDEO, subida, video, video.titulo)
    return video


def _imagen_of(subida: Subida, name: str) -> ImagenProducto:
    imagen = ImagenProducto.objects.create(
        clave=subida.pk,
        producto=subida.producto,
        propietario=subida.propietario,
        nombre=subida.nombre,
        archivo=name,
        bytes_original=subida.bytes_total,
    )
    _launch(TaskName.PROCESAR_IMAGEN, subida, imagen, imagen.nombre, subida.bytes_total)
    return imagen


def _launch(
    task: TaskName,
    subida: Subida,
    result: Video | ImagenProducto,
    title: str,
    size: float | None = None,
) -> None:
    Subida.objects.filter(pk=subida.pk).update(**{subida.proposito: result})
    owner, subject = subida.propietario, result.asunto
    launch(task, result.pk, owner=owner, title=title, subject=subject, size=size)
