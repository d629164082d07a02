"""Films, pictures, reports, notices and oneself over HTTP."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient
from django.utils import timezone
from PIL import Image

from dashboard import media
from proyecto.dominio.models import ImagenProducto, Reporte, Subida, Video
from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.notices import notice
from proyecto.progress.vocabulary import OPEN
from tests.dashboard.api.http.conftest import Asker, problem
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture(autouse=True)
def nothing_left(ana: Asker) -> Any:
    yield
    for run in TaskRun.objects.filter(owner=ana.owner, state__in=OPEN):
        record.request_cancel(run.pk)


def film(name: str = "Playa.mp4", head: bytes = b"\0\0\0 ftypisom") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, head + b"\0" * 5000)


def picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (9, 9)).save(file, "PNG")
    return SimpleUploadedFile("taza.png", file.getvalue())


def test_a_small_film_is_taken_once_for_a_key_seen_and_deleted(ana: Asker) -> None:
    first, second = (ana.send("/videos", key="k", file=film()) for _ in range(2))
    assert first.status_code == 201, first.content
    assert first.json() == second.json()
    made = first.json()
    row = Video.objects.get(propietario=ana.owner)
    assert (made["video"]["id"], made["video"]["title"]) == (row.pk, "Playa")
    assert made["run"]["subject"] == row.asunto
    assert default_storage.exists(row.original)
    assert not Subida.objects.filter(propietario=ana.owner, video=None).exists()
    assert ana.get("/videos").json()["videos"] == [made["video"]]
    assert ana.get(f"/videos/{row.pk}").json()["run"] == made["run"]["run"]
    problem(ana.delete(f"/videos/{row.pk}"), 409, "conflict")
    ana.post(f"/runs/{made['run']['run']}/cancel")
    assert ana.delete(f"/videos/{row.pk}").status_code == 204
    assert not default_storage.exists(row.original)
    problem(ana.get(f"/videos/{row.pk}"), 404, "not_found")


@pytest.mark.parametrize(
    ("file", "status", "code"),
    [
        (film("Playa.exe"), 415, "bad_request"),
        (film(head=b"#EXTM3U"), 415, "bad_request"),
        (SimpleUploadedFile("nada.mp4", b""), 400, "bad_request"),
    ],
)
def test_what_is_no_film_is_refused_and_nothing_is_left(
    ana: Asker, file: Any, status: int, code: str
) -> None:
    problem(ana.send("/videos", file=file), status, code)
    assert not Subida.objects.filter(propietario=ana.owner).exists()
    assert not Video.objects.filter(propietario=ana.owner).exists()


def test_what_is_too_large_for_a_form_or_for_their_room_is_refused(
    ana: Asker, settings: Any
) -> None:
    settings.UPLOAD_CHUNK_BYTES = 5000
    problem(ana.send("/videos", file=film()), 413, "too_large")
    settings.UPLOAD_CHUNK_BYTES, settings.UPLOAD_QUOTA_BYTES = 10_000, 100
    problem(ana.send("/videos", file=film()), 413, "too_large")
    problem(ana.send("/videos"), 422, "bad_request")


def test_a_picture_is_taken_seen_and_deleted(ana: Asker) -> None:
    made = ana.send("/images", file=picture())
    assert made.status_code == 201, made.content
    row = ImagenProducto.objects.get(propietario=ana.owner)
    assert made.json()["image"]["id"] == row.pk
    assert ana.get("/images").json()["images"][0]["name"] == "taza.png"
    told = problem(ana.send("/images", file=picture(), product="99999"), 400, "bad_request")
    assert "product" in told["detail"]
    assert ana.delete(f"/images/{row.pk}").status_code == 204
    problem(ana.get(f"/images/{row.pk}"), 404, "not_found")


def test_a_report_is_asked_for_and_its_files_fetched(ana: Asker) -> None:
    zone = timezone.get_default_timezone()
    day = timezone.localdate(timezone=zone).replace(day=1) - timedelta(days=1)
    month = {"year": day.year, "month": day.month}
    asked = ana.post("/reports", month, key="k")
    assert asked.status_code == 201, asked.content
    assert asked.json() == ana.post("/reports", month, key="k").json()
    problem(ana.post("/reports", month), 409, "conflict")
    row = Reporte.objects.get(propietario=ana.owner)
    assert asked.json()["report"]["month"] == f"{day:%Y-%m}"
    problem(ana.delete(f"/reports/{row.pk}"), 409, "conflict")
    row.archivo = default_storage.save(f"{row.carpeta}/v1/a.pdf", ContentFile(b"%PDF-1.7"))
    row.datos = {"ventas": 5, "bytes": {"pdf": 8}, "hecho": "2026-11-03T09:15:00-06:00"}
    row.save()
    told = ana.get(f"/reports/{row.pk}").json()
    assert told["figures"] == {"ventas": 5, "hecho": "2026-11-03T09:15:00-06:00"}
    assert told["files"] == [
        {"kind": "pdf", "url": f"/api/v1/reports/{row.pk}/files/v1/a.pdf", "bytes": 8}
    ]
    problem(ana.post("/reports", {"year": 9000, "month": 1}), 400, "bad_request")
    ana.post(f"/runs/{told['run']}/cancel")
    assert ana.delete(f"/reports/{row.pk}").status_code == 204


def test_a_notice_is_attended_to_and_resolved_by_the_team(eva: Asker) -> None:
    row = notice(f"run_failed:{eva.owner.pk}", "run_failed", facts={"task": "crear_pedidos"})
    listed = eva.get("/notifications?limit=100").json()["notifications"]
    assert row.pk in {one["id"] for one in listed}
    held = eva.post(f"/notifications/{row.pk}/acknowledge", key="k")
    assert held.json()["acknowledged_by"] == str(eva.owner)
    assert held.json() == eva.post(f"/notifications/{row.pk}/acknowledge", key="k").json()
    over = eva.post(f"/notifications/{row.pk}/resolve", {"note": "Ya."})
    assert over.json()["resolved"]
    problem(eva.post(f"/notifications/{row.pk}/resolve", {}), 409, "conflict")
    problem(eva.post("/notifications/999999999/resolve", {}), 404, "not_found")
    done = eva.get("/notifications?state=resolved").json()["notifications"]
    assert row.pk in {one["id"] for one in done}


def test_who_asks_is_told(ana: Asker, eva: Asker) -> None:
    me = ana.get("/me").json()
    assert (me["id"], me["staff"], me["scopes"]) == (ana.owner.pk, False, ["read", "write"])
    assert me["token"]["ending"] == ana.text[-4:]
    assert eva.get("/me").json()["staff"] is True


def test_what_is_somebody_elses_is_answered_like_what_never_was(
    ana: Asker, people: People, tmp_path: Path
) -> None:
    other = people.new()
    rows = {
        "videos": Video.objects.create(propietario=other, titulo="x"),
        "images": ImagenProducto.objects.create(propietario=other, nombre="x"),
        "reports": Reporte.objects.create(propietario=other, periodo="2026-01"),
    }
    for kind, row in rows.items():
        for pk in (row.pk, 10**12, 10**30):
            problem(ana.get(f"/{kind}/{pk}"), 404, "not_found")
            problem(ana.delete(f"/{kind}/{pk}"), 404, "not_found")
            problem(ana.get(f"/{kind}/{pk}/files/a"), 404, "not_found")
        assert ana.get(f"/{kind}").json()[kind] == []
        assert type(row).objects.filter(pk=row.pk).exists()


async def test_who_goes_on_with_a_file_gets_all_of_the_rest(ana: Asker, monkeypatch: Any) -> None:
    monkeypatch.setattr(media, "OPEN_RANGE_BYTES", 2)
    row = await Reporte.objects.acreate(propietario=ana.owner, periodo="2026-01")
    default_storage.save(f"{row.carpeta}/v1/a.pdf", ContentFile(b"0123456789"))
    path = f"/api/v1/reports/{row.pk}/files/v1/a.pdf"
    answer = await AsyncClient().get(path, headers=ana.headers | {"Range": "bytes=3-"})
    assert answer.status_code == 206
    assert b"".join([piece async for piece in answer.streaming_content]) == b"3456789"
    await sync_to_async(answer.close)()


async def test_a_browser_keeps_a_file_for_whoever_asked_by_this_token_only(ana: Asker) -> None:
    row = await Reporte.objects.acreate(propietario=ana.owner, periodo="2026-02")
    default_storage.save(f"{row.carpeta}/v1/a.pdf", ContentFile(b"0123456789"))
    path = f"/api/v1/reports/{row.pk}/files/v1/a.pdf"
    answer = await AsyncClient().get(path, headers=ana.headers)
    await sync_to_async(answer.close)()
    assert "immutable" in answer["Cache-Control"]
    assert "Authorization" in answer["Vary"].split(", ")
