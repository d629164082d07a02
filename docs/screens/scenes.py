"""What the pictures show. Each scene leaves the product as the next one wants it."""

from pathlib import Path

from playwright.sync_api import Page, expect

from docs.screens import everything, shop, team
from docs.screens.product import Stage
from tests.browser import films, pages, player
from tests.browser.faults import frozen
from tests.browser.visitor import Visitor, is_live
from tests.scripts.waiting import until
from tests.stack.films import upload, video_of
from tests.workers.engines import clips
from workers.engines.sample import make_sample

LONG = "Entrevista, corte final"
# Seconds for a film on a machine that has much else to do.
PATIENCE = 600


def visitor(stage: Stage) -> Visitor:
    """The creator at a browser of their own."""
    return Visitor(stage.browser, stage.stack.address, stage.person)


def empty(stage: Stage) -> None:
    """Nothing was ever uploaded."""
    page = visitor(stage).live()
    stage.camera.take(page, "tareas-vacia")
    page.context.close()


def done(stage: Stage) -> None:
    """Films that are ready; the player with its storyboard."""
    runs = [upload(stage.person.user, film(stage, name)) for name in ("Otoño", "Fractal")]
    runs.append(upload(stage.person.user, sample(stage, "Presentación", 20)))
    page = visitor(stage).live(f"/tareas/{runs[-1].pk}/")
    pages.comes_to(pages.run_on(page), "done", PATIENCE)
    page.goto(f"{stage.stack.address}/videos/{video_of(runs[-1]).pk}/")
    is_live(page)
    player.is_ready(page)
    player.press_play(page)
    player.plays_past(page, 5)
    player.ask(page, "pause()")
    point_at_strip(page)
    stage.camera.take(page, "video-jugando")
    page.context.close()


def failed(stage: Stage) -> None:
    """A film whose end is missing."""
    whole = clips.film(stage.films / "whole.mp4", seconds=4).read_bytes()
    path = stage.films / "Llamada con el cliente.mp4"
    path.write_bytes(whole[: len(whole) // 2])
    run = upload(stage.person.user, path)
    page = visitor(stage).live(f"/tareas/{run.pk}/")
    pages.comes_to(pages.run_on(page), "failed")
    page.context.close()


def running(stage: Stage) -> None:
    """One is converted, one waits; then the web process goes away."""
    run = upload(stage.person.user, sample(stage, LONG, 40))
    upload(stage.person.user, film(stage, "Teaser de invierno"))
    creator = visitor(stage)
    page, tasks = creator.live(f"/tareas/{run.pk}/"), creator.live()
    pages.is_under_way(pages.run_on(page), 250)
    for one in (page, tasks):
        image = one.locator("[data-f=preview]:visible").first
        until(lambda image=image: image.evaluate("image => image.naturalWidth") > 0)
    player.is_ready(page)
    with frozen(stage.stack["video"]):
        stage.camera.take(tasks, "tareas-en-marcha")
        stage.camera.take(page, "tarea-en-marcha")
        stage.stack["web"].kill()
        expect(page.locator("#conn")).to_have_attribute("data-c", "reconnecting")
        stage.camera.take(page, "tarea-reconectando")
        stage.stack["web"].start()
    pages.comes_to(pages.run_on(is_live(page)), "done", PATIENCE)
    page.context.close()


def uploading(stage: Stage) -> None:
    """Two files on their way."""
    page = visitor(stage).live("/subir/")
    pages.slow_upload(page, 200_000)
    pages.choose(page, sample(stage, "Testimonio", 8), film(stage, "Making of"))
    bars = page.locator("#uploads [data-u=bar]")
    expect(bars).to_have_count(2)
    until(lambda: min(bars.evaluate_all("all => all.map((bar) => bar.value)")) > 150, 60)
    stage.camera.take(page, "subir-subiendo")
    page.context.close()


def sample(stage: Stage, title: str, seconds: int) -> Path:
    """The product's own sample film, under a title."""
    path = stage.films / f"{title}.mp4"
    for _ in make_sample(path, seconds):
        pass
    return path


def film(stage: Stage, title: str) -> Path:
    """A few seconds that are nice to look at."""
    sources = {
        "Otoño": "gradients=s=640x360:n=3:speed=0.01:seed=3:c0=0x5b2a1a:c1=0xd98032:c2=0xf5d49a",
        "Fractal": "mandelbrot=s=640x360:maxiter=200:start_scale=0.4",
    }
    source = sources.get(title, "gradients=s=640x360:n=3:speed=0.01:seed=9")
    path = stage.films / f"{title}.mp4"
    picture = ("-f", "lavfi", "-i", f"{source}:r={films.RATE},trim=duration=8")
    clips.make(*picture, *clips.tone(8), *clips.X264, "-c:a", "aac", "-shortest", path)
    return path


def point_at_strip(page: Page) -> None:
    """The storyboard shows."""
    box = page.locator(".player-strip").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    expect(page.locator(".player-thumb")).to_be_visible()


ALL = (
    *(empty, done, failed, running, uploading),
    *(shop.reports, shop.pictures, team.orders, team.schedule, team.notices),
    everything.every_page,
)
