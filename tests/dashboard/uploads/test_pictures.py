"""Pictures of products come in by the same protocol, through a door of their own."""

import uuid
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from proyecto.dominio.models import ImagenProducto, Producto, Subida, Video
from proyecto.progress.models import TaskRun
from tests.dashboard.server.process import ServerProcess
from tests.dashboard.uploads.client import TusClient, film, metadata
from tests.dashboard.uploads.conftest import Start
from tests.stack.people import Person
from tests.workers.engines.photos import bytes_of, scene

PHOTO = bytes_of(scene(320, 200))
ONLY = "Choose a picture: JPEG, PNG, WebP, AVIF or HEIC."


@pytest.fixture
def client(web: ServerProcess, person: Person) -> TusClient:
    return TusClient(web.port, person, door="/imagenes/tus/")


@pytest.fixture
def product() -> Producto:
    return Producto.objects.create(
        sku=uuid.uuid4().hex[:20], nombre="Taza", categoria="prueba", precio=100
    )


def sent(client: TusClient, data: bytes = PHOTO, name: str = "taza.jpg") -> ImagenProducto:
    """All of it; what it becomes."""
    assert client.begin(len(data), name).status == 201
    assert client.send(data, 0).status == 204
    return ImagenProducto.objects.get(clave=client.key)


def test_a_picture_becomes_one_row_and_one_run_that_waits_an_hour_at_most(
    client: TusClient, person: Person
) -> None:
    imagen = sent(client)
    (run,) = TaskRun.objects.filter(subject=imagen.asunto)
    assert (run.task, run.queue, run.args) == ("procesar_imagen", "imagenes", [imagen.pk])
    assert run.expires_at is not None
    assert (run.expires_at - run.created_at).total_seconds() == 3600
    assert (imagen.propietario, imagen.nombre) == (person.user, "taza.jpg")
    assert not imagen.procesada
    with default_storage.open(imagen.archivo) as file:
        assert file.read() == PHOTO, "the original is kept as it came"
    assert not Video.objects.filter(clave=client.key).exists()


def test_several_at_once_become_each_their_own(client: TusClient, person: Person) -> None:
    for name in ("uno.jpg", "dos.jpg", "tres.jpg"):
        sent(client, name=name)
    mine = ImagenProducto.objects.filter(propietario=person.user)
    assert sorted(one.nombre for one in mine) == ["dos.jpg", "tres.jpg", "uno.jpg"]
    assert TaskRun.objects.filter(owner=person.user, task="procesar_imagen").count() == 3


def test_it_says_which_product_it_shows(client: TusClient, product: Producto) -> None:
    said = metadata(filename="taza.jpg", producto=str(product.pk))
    assert client.begin(len(PHOTO), Upload_Metadata=said).status == 201
    client.send(PHOTO, 0)
    assert ImagenProducto.objects.get(clave=client.key).producto == product


@pytest.mark.parametrize("key", ["0", "-1", "uno", "9" * 30])
def test_a_product_that_there_is_not_is_refused(client: TusClient, key: str) -> None:
    said = metadata(filename="taza.jpg", producto=key)
    answer = client.begin(len(PHOTO), Upload_Metadata=said)
    assert (answer.status, answer.text) == (400, "There is no such product.")


@pytest.mark.parametrize("name", ["taza.gif", "taza.svg", "taza.exe", "taza.mp4", "taza.pdf"])
def test_a_name_of_another_kind_is_refused_before_any_byte(client: TusClient, name: str) -> None:
    answer = client.begin(len(PHOTO), name)
    assert answer.status == 415
    assert answer.text.endswith(ONLY)


def test_what_is_no_picture_is_refused_with_its_first_bytes(client: TusClient, parts: Path) -> None:
    for content in (film(6000), b"Dear diary\n" * 900, b"GIF89a" + b"\0" * 6000):
        assert client.begin(len(content), "taza.jpg").status == 201
        answer = client.send(content, 0)
        assert answer.status == 415
        assert answer.text.startswith("This is no picture of a kind that is taken")
        assert not Subida.objects.filter(pk=client.key).exists()
        assert not list(parts.glob(f"{client.key}*"))


def test_a_picture_over_its_own_limit_is_refused(start: Start, person: Person) -> None:
    web = start(UPLOAD_IMAGE_MAX_BYTES="1000")
    client = TusClient(web.port, person, door="/imagenes/tus/")
    assert client.begin(1001, "taza.jpg").status == 413
    assert client.begin(1000, "taza.jpg").status == 201
    films = TusClient(web.port, person)
    assert films.begin(1001).status == 201, "films have a limit of their own"
