"""The queue service dies while somebody uploads: nothing is lost, and nobody has to do anything."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.scripts.waiting import until
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.fault]


def test_an_upload_amid_a_dead_queue_service_is_kept_and_starts_by_itself(
    visit: Visit, stack: Stack, person: Person, short_film: Path
) -> None:
    page = visit(person).live("/subir/")
    slow = pages.slow_upload(page, 100_000)
    pages.choose(page, short_film)
    row = page.locator("#uploads > *")
    until(lambda: row.locator("[data-u=bar]").evaluate("bar => bar.value") > 0)
    stack.redis.kill()
    slow.detach()
    banner = page.get_by_text("El servicio de colas no responde.")
    expect(banner).to_be_visible()
    card = pages.comes_to(pages.card(page, short_film.stem), "queued")
    expect(card).to_contain_text("Guardada: espera al servicio de colas y empieza sola")
    page.reload()
    expect(banner).to_be_visible()
    expect(card).to_contain_text("Guardada: espera al servicio de colas y empieza sola")
    stack.redis.start()
    pages.comes_to(card, "done")
    expect(banner).to_be_hidden()
