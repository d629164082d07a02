"""Real uploads: a film in the storage, its row, and the run that converts it."""

import uuid
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from proyecto.dominio.models import Video
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskName


def upload(owner: Any, path: Path) -> TaskRun:
    """What the end of an upload does: file to storage, then row and run together."""
    key = uuid.uuid4()
    name = f"originales/{key}{path.suffix}"
    with path.open("rb") as file:
        default_storage.save(name, File(file))
    with transaction.atomic():
        video = Video.objects.create(
            clave=key,
            propietario=owner,
            titulo=path.stem,
            original=name,
            nombre_original=path.name,
            bytes_original=path.stat().st_size,
        )
        return launch(
            TaskName.PROCESAR_VIDEO,
            video.pk,
            owner=owner,
            title=video.titulo,
            subject=video.asunto,
        )


def video_of(run: TaskRun) -> Video:
    """The video that a run is about, as it is now."""
    return Video.objects.get(pk=int(run.subject.partition(":")[2]))


def files_of(video: Video) -> list[str]:
    """Every file in the storage that was made from it, below its folder."""
    return sorted(_walk(video.carpeta, ""))


def _walk(folder: str, below: str) -> list[str]:
    try:
        folders, files = default_storage.listdir(f"{folder}/{below}")
    except FileNotFoundError:
        return []
    found = [f"{below}{name}" for name in files]
    for inner in folders:
        found += _walk(folder, f"{below}{inner}/")
    return found
