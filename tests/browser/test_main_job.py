"""The main job as a person does it: sign in, upload a film, watch it become playable, play it."""

import json
import re
import time
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import av
import pytest
from playwright.sync_api import Locator, Page, expect

from proyecto.progress.models import RunEvent
from proyecto.progress.vocabulary import KINDS, Milestone, TaskName
from tests.browser import films, pages, player
from tests.browser.conftest import Visit
from tests.browser.faults import frozen
from tests.browser.visitor import Visitor, is_live
from tests.scripts.waiting import until
from tests.stack.people import People, Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "una-clave-larga-7"
PHASES = ["Análisis", "Conversión", "Miniaturas", "Empaquetado", "Verificación"]
BYTES_PER_SECOND = 4_000_000
DISTINCT = 20
# All that a page may ask for without being asked: see also `nobody_polled`.
LOADS = re.compile(r"/static/|/media/videos/\d+/|/tareas/[0-9a-f-]{36}/vista\.jpg|data:|blob:")


def test_a_film_is_uploaded_watched_live_and_played_before_it_is_done(
    visit: Visit, stack: Stack, people: People, long_film: Path, tmp_path: Path
) -> None:
    visitor = visit()
    page = signs_in(visitor, people.new(password=PASSWORD))
    heard = listens(page)
    with frozen(stack["video"]):  # nobody works yet: the run has to wait
        card = uploads(page, long_film)
        uploaded = time.monotonic()
        card.get_by_role("link", name=long_film.stem).first.click()
        run = pages.comes_to(pages.run_on(is_live(page)), "queued")
        expect(run.locator(".badge")).to_have_text("En cola")
    identity = pages.run_id(run)

    plays_while_it_grows(page)
    pages.comes_to(run, "done")
    expect(run.locator(".badge")).to_have_text("Listo")
    nobody_polled(visitor, uploaded)
    was_watched(page, identity)
    was_told_whole(heard, identity)

    page.get_by_role("link", name="Ver el video").click()
    result_plays(page)
    quality_can_be_chosen(page)
    thumbnails_show_where_one_goes(page)
    assert frames_in(downloaded(page, tmp_path)) == films.LONG_FRAMES


def test_a_film_that_is_dropped_on_the_page_is_converted(
    visit: Visit, person: Person, short_film: Path
) -> None:
    page = visit(person).live("/subir/")
    pages.drop(page, short_film)
    pages.comes_to(pages.card(page, short_film.stem), "done")
    expect(page.locator("#uploads > *")).to_have_count(0)


def signs_in(visitor: Visitor, user: object) -> Page:
    """By the form."""
    page = visitor.open("/")
    page.get_by_label("Nombre de usuario").fill(str(user))
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar", exact=True).click()
    expect(page.get_by_role("heading", name="Tareas", level=1)).to_be_visible()
    return is_live(page)


def uploads(page: Page, film: Path) -> Locator:
    """By the file dialog; the bytes are seen on their way, then the card of the run."""
    page.get_by_role("navigation").get_by_role("link", name="Subir").click()
    is_live(page)
    slow = pages.slow_upload(page, BYTES_PER_SECOND)
    pages.choose(page, film)
    row = page.locator("#uploads > *")
    expect(row.locator("[data-u=name]")).to_have_text(film.name)
    expect(row.locator("[data-u=text]")).to_have_text(re.compile(r"^\d+% · .*[kM]B/s · "))
    part = row.locator("[data-u=bar]").evaluate("bar => bar.value")
    assert 0 < part < 1000
    card = pages.comes_to(pages.card(page, film.stem), "queued")
    expect(row).to_have_count(0)
    slow.detach()
    return card


def plays_while_it_grows(page: Page) -> None:
    """The player appears during the work, and plays then."""
    run = pages.run_on(page)
    preview = run.locator("[data-f=preview]")
    expect(preview).to_be_visible(timeout=60_000)
    until(lambda: preview.evaluate("image => image.naturalWidth") > 0)
    expect(page.locator("#player")).to_be_visible(timeout=60_000)
    player.press_play(page)
    player.plays_past(page, 1)
    expect(run).to_have_attribute("data-state", "running", timeout=1)
    player.shows_a_picture(page)


def was_watched(page: Page, run: str) -> None:
    """Everything that was seen of the run was honest."""
    seen = pages.seen(page, run)
    assert in_turn(entry["state"] for entry in seen) == ["queued", "running", "done"]
    phases = in_turn(entry["phase"] for entry in seen if entry["phase"])
    # Of fragments that pile up while the page is busy the newest is shown: one that lasted no
    # longer than that may be missing, none may be out of turn. All were told: `was_told_whole`.
    assert phases == [name for name in PHASES if name in phases]
    assert {"Conversión", "Verificación"} <= set(phases)
    bars = [entry["bar"] for entry in seen if entry["bar"] is not None]
    assert bars == sorted(bars)
    assert len(set(bars)) >= DISTINCT, sorted(set(bars))
    assert bars[-1] < 1000
    assert "100%" not in {entry["percent"] for entry in seen}
    assert any(re.fullmatch(r"\d+\.\d×", entry["speed"]) for entry in seen)
    assert any(
        re.match(r"(menos de \d+|unos \d+|entre \d+ y \d+) min", entry["left"]) for entry in seen
    )
    assert len({entry["preview"] for entry in seen if entry["preview"]}) > 1


def listens(page: Page) -> list[dict[str, Any]]:
    """The frames that its sockets are given from the next page on."""
    heard: list[dict[str, Any]] = []

    def hear(frame: str | bytes) -> None:
        heard.append(json.loads(frame))

    page.on("websocket", lambda socket: socket.on("framereceived", hear))
    return heard


def was_told_whole(heard: list[dict[str, Any]], run: str) -> None:
    """Each milestone that was kept came once and in order, also one that was on the screen for less
    than a moment; and nothing of the work was left out."""
    kept = list(RunEvent.objects.filter(run__pk=run).order_by("n"))
    told = [frame for frame in heard if frame["t"] == "ms" and frame["run"] == run]
    expected = [(event.n, event.type) for event in kept]
    assert [(frame["pos"][2], frame["type"]) for frame in told] == expected
    assert [event.n for event in kept] == list(range(1, len(kept) + 1))
    phases = [event.live["progress"]["phase"] for event in kept if event.type == Milestone.PHASE]
    assert phases == list(KINDS[TaskName.PROCESAR_VIDEO].phases)


def nobody_polled(visitor: Visitor, since: float) -> None:
    """A page asks for itself, its pictures and what it plays, and for nothing else."""
    asked = [one for one in visitor.since(since) if one.kind != "document"]
    assert [one for one in asked if one.method != "GET" or not LOADS.match(one.path)] == []


def result_plays(page: Page) -> None:
    """The finished film: its length is right, and it moves."""
    is_live(page)
    player.is_ready(page)
    assert player.ask(page, "duration") == pytest.approx(films.LONG_SECONDS, abs=0.2)
    player.press_play(page)
    player.plays_past(page, 1)
    player.shows_a_picture(page)


def quality_can_be_chosen(page: Page) -> None:
    """The menu switches the rendition that is seen."""
    menu = page.get_by_label("Calidad")
    assert menu.locator("option").all_inner_texts()[1:] == ["480p", "360p", "240p"]
    for height in (240, 480):
        menu.select_option(f"{height}p")
        until(lambda height=height: player.ask(page, "videoHeight") == height, 30)


def thumbnails_show_where_one_goes(page: Page) -> None:
    """Pointing at the strip shows the picture of that moment."""
    strip = page.locator(".player-strip")
    box = strip.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    thumb = page.locator(".player-thumb")
    expect(thumb).to_be_visible()
    expect(page.locator(".player-time")).to_have_text(re.compile("0:1[12]"))
    picture = thumb.evaluate("thumb => getComputedStyle(thumb).backgroundImage")
    address = re.fullmatch(r'url\("(.+)"\)', picture)
    assert address
    sprite = page.context.request.get(address[1])
    assert sprite.ok
    assert sprite.headers["content-type"] == "image/jpeg"


def downloaded(page: Page, folder: Path) -> Path:
    """The file that the button gives."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Descargar").click()
    file = folder / waiting.value.suggested_filename
    assert file.suffix == ".mp4"
    waiting.value.save_as(file)
    return file


def frames_in(file: Path) -> int:
    """How many pictures really come out of it."""
    with av.open(str(file)) as film:
        return sum(1 for _ in film.decode(video=0))


def in_turn(values: Iterable[str]) -> list[str]:
    """Without repetitions."""
    return [value for value, _ in groupby(values)]
