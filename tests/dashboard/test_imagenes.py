"""The gallery of product pictures: what it shows, whose it is, and what can be asked for again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from dashboard.fragments import Look, render
from proyecto.dominio.models import ImagenProducto
from proyecto.progress import record
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import begun, now, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")
FETCH = {"X-Requested-With": "fetch"}
MADE = {"jpeg": "imagen.jpg", "webp": "imagen.webp", "avif": "imagen.avif"}


@pytest.fixture
def owner(people: People) -> Any:
    return people.new()


@pytest.fixture
def client(owner: Any) -> Client:
    return signed_in(owner)


@pytest.fixture
def imagen(owner: Any) -> ImagenProducto:
    """Uploaded, and not processed yet."""
    imagen = ImagenProducto(propietario=owner, nombre="Taza azul.jpg", bytes_original=90_000)
    imagen.archivo = default_storage.save(f"originales/{imagen.clave}.jpg", ContentFile(b"raw"))
    imagen.save()
    return imagen


def signed_in(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def run_about(imagen: ImagenProducto, **given: Any) -> TaskRun:
    """A run that no worker takes."""
    facts = {"queue": "nobody-pictures", "subject": imagen.asunto, "title": imagen.nombre} | given
    return launch("procesar_imagen", imagen.pk, owner=imagen.propietario, **facts)


def processed(imagen: ImagenProducto) -> TaskRun:
    """What a worker leaves: files, the row that names them, and a run that ended well."""
    made = {name: variant(imagen, file, 800, 600) for name, file in MADE.items()}
    made["miniatura"] = variant(imagen, "miniatura.webp", 160, 120)
    ImagenProducto.objects.filter(pk=imagen.pk).update(ancho=4000, alto=3000, salidas=made)
    run = begun(run_about(imagen))
    assert record.succeed(run.pk, run.attempt, {}, run.how_far)
    imagen.refresh_from_db()
    return told(run)


def variant(imagen: ImagenProducto, file: str, width: int, height: int) -> dict[str, Any]:
    default_storage.save(f"{imagen.carpeta}/{file}", ContentFile(b"x" * 9000))
    return {"archivo": file, "ancho": width, "alto": height, "bytes": 9000}


def look(view: str = "imagenes") -> Look:
    return Look(view, "en", "America/Mexico_City", staff=False)


def test_one_that_is_ready_shows_its_picture_every_file_and_what_was_saved(
    client: Client, imagen: ImagenProducto
) -> None:
    processed(imagen)
    page = client.get("/imagenes/").content.decode()
    for file in (*MADE.values(), "miniatura.webp"):
        assert f"/{file}" in page
    assert "90% less" in page
    assert imagen.procesada


def test_one_that_is_being_processed_shows_how_far_it_is(imagen: ImagenProducto) -> None:
    html = render(str(told(begun(run_about(imagen))).pk), look())
    assert f'id="imagen-{imagen.pk}"' in html
    assert 'data-f="bar"' in html
    assert "cancelar" in html


def test_one_that_failed_says_why(imagen: ImagenProducto) -> None:
    run = begun(run_about(imagen))
    record.fail(run.pk, 1, Cause.REJECTED, "picture_truncated", facts={"kind": "jpeg"})
    html = render(str(told(run).pk), look())
    assert 'data-state="failed"' in html
    assert "The end of the picture is missing." in html


def test_one_that_waited_for_an_hour_is_shown_as_expired_and_can_be_asked_for_again(
    client: Client, imagen: ImagenProducto
) -> None:
    run = run_about(imagen)
    assert run.expires_at == run.created_at + timedelta(hours=1)
    hour = timedelta(hours=1)
    TaskRun.objects.filter(pk=run.pk).update(
        created_at=run.created_at - hour, expires_at=run.created_at
    )
    record.expire(run.pk)
    html = render(str(told(run).pk), look())
    assert 'data-state="expired"' in html
    assert "Nobody could begin with it in time." in html
    assert "Ask for it again" in html
    assert client.post(f"/tareas/{run.pk}/reintentar/", headers=FETCH).status_code == 204
    again = TaskRun.objects.get(retry_of=run)
    assert again.expires_at is not None
    assert again.expires_at - again.created_at == hour
    assert again.subject == imagen.asunto


def test_the_original_is_only_ever_saved_and_its_variants_are_shown(
    client: Client, imagen: ImagenProducto
) -> None:
    processed(imagen)
    original = client.head(f"/imagenes/{imagen.pk}/original/")
    assert original["Content-Length"] == str(len(b"raw"))
    assert original["Content-Disposition"].startswith("attachment")
    shown = client.head(f"/media/imagenes/{imagen.pk}/imagen.avif")
    assert shown["Content-Type"] == "image/avif"
    assert shown["Content-Disposition"].startswith("inline")
    saved = client.head(f"/media/imagenes/{imagen.pk}/imagen.avif?descargar")
    assert saved["Content-Disposition"] == 'attachment; filename="Taza azul.avif"'


def test_pictures_of_somebody_else_do_not_exist(people: People, imagen: ImagenProducto) -> None:
    processed(imagen)
    stranger = signed_in(people.new())
    assert f"imagen-{imagen.pk}" not in stranger.get("/imagenes/").content.decode()
    for path in (f"/imagenes/{imagen.pk}/original/", f"/media/imagenes/{imagen.pk}/imagen.jpg"):
        assert stranger.get(path).status_code == 404
        assert Client().get(path).status_code == 404
    assert stranger.post(f"/imagenes/{imagen.pk}/borrar/").status_code == 404
    assert ImagenProducto.objects.filter(pk=imagen.pk).exists()


def test_one_is_deleted_with_its_files_and_the_run_that_was_busy_with_it_ends(
    client: Client, imagen: ImagenProducto
) -> None:
    processed(imagen)
    waiting = run_about(imagen)
    answer = client.post(f"/imagenes/{imagen.pk}/borrar/", headers=FETCH)
    assert answer.content == b"The picture was deleted."
    assert not ImagenProducto.objects.filter(pk=imagen.pk).exists()
    assert not default_storage.exists(imagen.archivo)
    assert not default_storage.exists(f"{imagen.carpeta}/imagen.jpg")
    assert now(waiting).ended


def test_a_card_of_the_list_of_tasks_shows_it_too(imagen: ImagenProducto) -> None:
    html = render(str(processed(imagen).pk), look("tareas"))
    assert "Product picture" in html
    assert "miniatura.webp" in html
