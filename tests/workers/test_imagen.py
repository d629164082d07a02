"""`procesar_imagen`: what lies in the storage afterwards, and what the row says of it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from proyecto.dominio.models import ImagenProducto
from tests.stack.people import People
from tests.workers.engines.photos import photo, scene
from workers.imagen import procesar_imagen
from workers.outcomes import Rejected


@pytest.fixture
def owner(people: People) -> Any:
    return people.new()


@pytest.fixture
def imagen(owner: Any, tmp_path: Path) -> ImagenProducto:
    """A photograph of a telephone, as an upload leaves it."""
    return stored(owner, photo(tmp_path / "taza.jpg", scene(1200, 1600)).read_bytes())


def stored(owner: Any, content: bytes) -> ImagenProducto:
    imagen = ImagenProducto(propietario=owner, nombre="taza.jpg", bytes_original=len(content))
    imagen.archivo = default_storage.save(f"originales/{imagen.clave}.jpg", ContentFile(content))
    imagen.save()
    return imagen


def files_of(imagen: ImagenProducto) -> list[str]:
    return sorted(default_storage.listdir(imagen.carpeta)[1])


def test_the_row_names_every_variant_and_each_is_what_the_row_says(imagen: ImagenProducto) -> None:
    result = procesar_imagen(imagen.pk)

    imagen.refresh_from_db()
    assert (imagen.ancho, imagen.alto) == (1200, 1600)
    # A set: PostgreSQL keeps no order of keys.
    assert imagen.salidas.keys() == {"jpeg", "webp", "avif", "miniatura"}
    for name, facts in imagen.salidas.items():
        path = f"{imagen.carpeta}/{facts['archivo']}"
        assert default_storage.size(path) == facts["bytes"] == result["bytes"][name]
        with default_storage.open(path) as file, Image.open(file) as picture:
            assert picture.size == (facts["ancho"], facts["alto"])
    assert (imagen.salidas["jpeg"]["ancho"], imagen.salidas["jpeg"]["alto"]) == (450, 600)
    assert files_of(imagen) == sorted(one["archivo"] for one in imagen.salidas.values())


def test_the_original_stays_as_it_is(imagen: ImagenProducto) -> None:
    with default_storage.open(imagen.archivo) as file:
        before = file.read()
    procesar_imagen(imagen.pk)
    with default_storage.open(imagen.archivo) as file:
        assert file.read() == before


def test_however_often_it_runs_the_same_files_lie_there(imagen: ImagenProducto) -> None:
    first = procesar_imagen(imagen.pk)
    once = files_of(imagen)
    assert procesar_imagen(imagen.pk) == first
    assert files_of(imagen) == once


def test_one_that_is_no_picture_is_rejected_with_its_reason(owner: Any) -> None:
    imagen = stored(owner, b"Querida Ana:\n" * 40)
    with pytest.raises(Rejected) as raised:
        procesar_imagen(imagen.pk)
    assert raised.value.code == "no_picture"
    imagen.refresh_from_db()
    assert imagen.salidas == {}


def test_one_that_was_deleted_meanwhile_is_rejected_and_leaves_nothing(
    imagen: ImagenProducto,
) -> None:
    folder = imagen.carpeta
    default_storage.delete(imagen.archivo)
    with pytest.raises(Rejected) as raised:
        procesar_imagen(imagen.pk)
    assert raised.value.code == "picture_gone"
    imagen.delete()
    with pytest.raises(Rejected):
        procesar_imagen(imagen.pk)
    assert not default_storage.exists(folder)
