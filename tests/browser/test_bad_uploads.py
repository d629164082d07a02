"""Files that are no films: said clearly and in the person's words, with nothing left behind."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from playwright.sync_api import expect

from proyecto.dominio.models import Video
from tests.browser import pages
from tests.browser.conftest import Visit
from tests.scripts.waiting import until
from tests.stack.films import files_of
from tests.stack.people import Person
from tests.workers.engines import clips

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_what_is_clearly_no_film_is_refused_in_its_row_and_leaves_nothing(
    visit: Visit, person: Person, tmp_path: Path
) -> None:
    files = {
        "nada.mp4": (b"", "Este archivo está vacío."),
        "carta.mp4": (b"Estimada clienta:\n" * 200, "Es un texto, no un video"),
        "foto.mp4": (png(tmp_path), "Es una imagen, no un video."),
        "lista.mp4": (b"#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1/a.ts\n", "Esto es una lista de"),
        "ruido.mp4": (bytes(range(7, 255)) * 40, "No es un archivo de video ni de sonido"),
    }
    parts = set(settings.UPLOAD_DIR.glob("*.part"))
    visitor = visit(person)
    visitor.expects("^4(15|22): .*/subir/tus/", "status of 4(15|22)")
    page = visitor.live("/subir/")
    for name, (data, _) in files.items():
        (tmp_path / name).write_bytes(data)
    pages.choose(page, *(tmp_path / name for name in files))
    for name, (_, sentence) in files.items():
        row = page.locator("#uploads > *").filter(has_text=name)
        expect(row.get_by_role("alert")).to_contain_text(sentence)
    assert not Video.objects.filter(propietario=person.user).exists()
    assert set(settings.UPLOAD_DIR.glob("*.part")) <= parts


def test_a_film_without_its_end_fails_with_a_cause_and_an_advice(
    visit: Visit, person: Person, tmp_path: Path
) -> None:
    whole = clips.film(tmp_path / "entero.mp4", seconds=4).read_bytes()
    cut = tmp_path / "Cortado a la mitad.mp4"
    cut.write_bytes(whole[: len(whole) // 2])
    page = visit(person).live("/subir/")
    pages.choose(page, cut)
    card = pages.comes_to(pages.card(page, cut.stem), "failed")
    expect(card).to_contain_text("Falta el final del archivo.")
    expect(card).to_contain_text("expórtalo o cópialo otra vez")
    expect(card.get_by_role("button", name="Reintentar")).to_have_count(0)

    card.get_by_role("link", name=cut.stem).first.click()
    run = pages.comes_to(pages.run_on(page), "failed")
    expect(run).to_contain_text("Falta el final del archivo.")
    expect(run.get_by_role("link", name="Subir otro")).to_be_visible()
    video = Video.objects.get(propietario=person.user)
    until(lambda: files_of(video) == [])
    assert not (settings.WORK_DIR / str(video.clave)).exists()
    assert not default_storage.exists(f"originales/{video.clave}.mp4")


def test_technical_detail_is_there_for_who_asks_and_folded_away_for_the_rest(
    visit: Visit, person: Person, gate: object
) -> None:
    run = gate.play(person, "Corte de caja", ["fail", "bug"])  # type: ignore[attr-defined]
    page = visit(person).live(f"/tareas/{run.pk}/")
    root = pages.comes_to(pages.run_on(page), "failed")
    expect(root).to_contain_text("Algo salió mal de nuestro lado.")
    trace = root.get_by_text("ZeroDivisionError")
    expect(trace).to_be_hidden()
    root.locator("summary").get_by_text("Detalle técnico").click()
    expect(trace).to_be_visible()


def png(folder: Path) -> bytes:
    """A real picture."""
    path = folder / "cuadro.png"
    clips.make("-f", "lavfi", "-i", "testsrc2=s=320x180:d=1", "-frames:v", "1", path)
    return path.read_bytes()
