"""The page of a run: seconds that count by themselves, and what comes out of a printer."""

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page

from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import Story
from workers.logbook import Logbook

pytestmark = pytest.mark.browser


def seconds(shown: Locator) -> int:
    """ "12 s" or "2:03"."""
    minutes, _, rest = (shown.text_content() or "").removesuffix(" s").rpartition(":")
    return 60 * int(minutes or 0) + int(rest)


def test_the_seconds_of_the_current_step_go_on_without_asking_anybody(
    site: Site, story: Story, browse: Browse, page: Page
) -> None:
    page.clock.install()
    run = story.converting()
    asked: list[str] = []
    browse(f"/tareas/{run.pk}/").wait_for_load_state("networkidle")
    site.visit().welcome()
    page.on("request", lambda request: asked.append(request.url))
    step = page.locator(".timeline [aria-current=step] time")
    before = seconds(step)
    page.clock.run_for(64_000)
    assert before + 64 <= seconds(step) < before + 120
    assert ":" in (step.text_content() or "")
    assert asked == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_everything_is_open_and_there_is_nothing_to_press(
    site: Site, story: Story, browse: Browse, page: Page, scheme: str
) -> None:
    run = story.converting("Entrevista")
    logbook = Logbook(str(run.pk), run.attempt, story.person.id)
    for number in range(150):
        logbook.say(f"line {number} of it")
    logbook.close()
    story.fail(run)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    browse(f"/tareas/{run.pk}/")
    site.visit().welcome()
    document = pypdfium2.PdfDocument(page.pdf(format="Letter"))
    texts = [sheet.get_textpage().get_text_bounded() for sheet in document]
    text = "\n".join(texts)
    for words in ("Entrevista", "Traceback: cut", "Empezó el intento 1", f"/tareas/{run.pk}/"):
        assert words in text
    assert f"Impreso {timezone.localtime():%-d}" in " ".join(text.split())
    for words in ("Reintentar", "Copiar todo", "Seguir el final", "Videos", "Compartir"):
        assert words not in text
    assert "line 149 of it" in text
    assert "line 20 of it" not in text
    assert "100 líneas más nuevas" in text
    corner = document[0].render(scale=0.2).to_pil().convert("L").getpixel((2, 2))
    assert corner == 255
