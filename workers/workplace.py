"""Scratch folders: one for each attempt, gone when it ends."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import shared_task
from django.conf import settings

from proyecto.dominio.models import ImagenProducto, Video
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import OPEN

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
    """Remove the scratch folders that killed workers left."""
    busy = {run.subject for run in TaskRun.objects.filter(state__in=OPEN).only("subject")}
    keys = {
        str(thing.clave): thing.asunto
        for model in (Video, ImagenProducto)
        for thing in model._default_manager.only("clave", "pk")
    }
    if settings.WORK_DIR.is_dir():
        for home in settings.WORK_DIR.iterdir():
            if keys.get(home.name, home.name) not in busy:
                log.info("removing scratch folder %s", home.name)
                shutil.rmtree(home, ignore_errors=True)
