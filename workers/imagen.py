"""Pictures of products: fetch, call the engine, report, keep."""

import uuid
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from proyecto.dominio.models import ImagenProducto
from proyecto.progress.vocabulary import TaskName
from workers.base import progress_task
from workers.engines import images
from workers.engines.errors import EngineFailed, MediaRejected
from workers.engines.images import Found, Variant
from workers.outcomes import Rejected, Transient
from workers.shelf import Shelf, fetch
from workers.workplace import workplace


@progress_task(TaskName.PROCESAR_IMAGEN)
def procesar_imagen(self: Any, imagen_id: int) -> dict[str, Any]:
    """Make what the shop shows of an uploaded picture: JPEG, WebP and AVIF within 800 x 600 and a
    thumbnail, upright, in sRGB, without metadata. The original stays as it is. However often it
    runs, the same files lie there afterwards."""
    imagen = ImagenProducto.objects.filter(pk=imagen_id).first()
    if imagen is None or not imagen.archivo or not default_storage.exists(imagen.archivo):
        raise Rejected("picture_gone")
    with workplace(str(imagen.clave), uuid.uuid4().hex) as place:
        try:
            found, made = _make(self, imagen, place)
        except MediaRejected as problem:
            raise Rejected(problem.code, **problem.facts) from problem
        except EngineFailed as problem:
            raise Transient(problem.code, problem.detail) from problem
        return _keep(self, imagen, found, made)


def _make(run: Any, imagen: ImagenProducto, place: Path) -> tuple[Found, list[Variant]]:
    """Leer, variantes: every variant in `place`."""
    run.report(0, 1, phase="leer")
    fetch(default_storage, imagen.archivo, place / "original")
    found: Found | None = None
    made: list[Variant] = []
    for step in images.variants(place / "original", place):
        if step.found:
            found = step.found
            run.report(step.done, step.total, phase="variantes")
        if step.made:
            made.append(step.made)
            run.report(step.done, step.total)
        run.checked()
    assert found is not None
    return found, made


def _keep(run: Any, imagen: ImagenProducto, found: Found, made: list[Variant]) -> dict[str, Any]:
    """Guardar: files first, then the row that names them."""
    run.report(0, len(made), phase="guardar")
    mine = ImagenProducto.objects.filter(pk=imagen.pk)
    shelf = Shelf(default_storage, imagen.carpeta)
    try:
        for number, variant in enumerate(made, 1):
            shelf.move(variant.path, variant.path.name)
            run.report(number, len(made))
        mine.update(ancho=found.width, alto=found.height, salidas=_salidas(made))
    finally:
        # Deleted in the meantime: nobody would ever find these files again.
        gone = not mine.exists()
        if gone:
            shelf.clear()
    if gone:
        raise Rejected("picture_gone")
    return {
        "imagen": imagen.pk,
        "kind": found.kind,
        "frames": found.frames,
        "bytes": {variant.name: variant.bytes for variant in made},
    }


def _salidas(made: list[Variant]) -> dict[str, dict[str, Any]]:
    return {
        one.name: {
            "archivo": one.path.name,
            "ancho": one.width,
            "alto": one.height,
            "bytes": one.bytes,
        }
        for one in made
    }
