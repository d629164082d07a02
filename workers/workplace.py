"""Scratch folders: one for each attempt, gone when it ends."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from proyecto.dominio.models import Video
from proyecto.dominio.storage import delete_tree
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import ENDED, OPEN

log = logging.getLogger(__name__)


@contextmanager
def workplace(subject: str, name: str) -> Iterator[Path]:
    """A folder of its own for one attempt at one thing. What earlier attempts at the same thing
    left (their worker was killed) goes first: it may be large, and nobody will use it."""
    home: Path = settings.WORK_DIR / subject
    shutil.rmtree(home, ignore_errors=True)
    place = home / name
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if home.is_dir() and not any(home.iterdir()):
            home.rmdir()


@shared_task(name="limpiar_archivos", ignore_result=True)
def limpiar_archivos() -> None:
    """Remove what killed workers left: scratch folders, and files of runs that were cancelled
    while nobody worked on them."""
    busy = {run.subject for run in TaskRun.objects.filter(state__in=OPEN).only("subject")}
    keys = {str(v.clave): v.asunto for v in Video.objects.only("clave", "pk")}
    if settings.WORK_DIR.is_dir():
        for home in settings.WORK_DIR.iterdir():
            if keys.get(home.name) not in busy:
                log.info("removing scratch folder %s", home.name)
                shutil.rmtree(home, ignore_errors=True)
    for video in Video.objects.filter(estado=Video.Estado.PENDIENTE):
        newest = TaskRun.objects.filter(subject=video.asunto).order_by("-created_at").first()
        over = newest is not None and newest.state in ENDED
        if over and video.asunto not in busy and video.creado < timezone.now():
            delete_tree(default_storage, video.carpeta)
            Video.objects.filter(pk=video.pk).update(salidas={})
