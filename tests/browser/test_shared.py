"""A shared run in a browser without an account: live to its end, gone when it is revoked; as a card
within a page of somebody else."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.stack.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOON_MS = 5_000


def share(page: Page) -> str:
    """Make a link in the dialog of a run's page; where it leads."""
    page.get_by_role("link", name="Compartir").click()
    dialog = page.get_by_role("dialog", name="Compartir")
    dialog.get_by_role("button", name="Crear un enlace").click()
    link = dialog.get_by_label("Enlace", exact=True)
    expect(link).to_have_value(re.compile(r"/c/[\w-]{32}/$"))
    return link.input_value()


@contextmanager
def served(html: str) -> Iterator[str]:
    """A page of somebody else, on a server of theirs; its address. It is up as long as the page is:
    a browser opens connections before it needs them, and would complain of one that is reset."""
    page = f"<!doctype html><link rel='icon' href='data:,'>{html}".encode()

    class Wiki(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

    with ThreadingHTTPServer(("127.0.0.1", 0), Wiki) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_shared_page_follows_a_run_to_its_end_without_an_account(
    visit: Visit, person: Person, gate: Gate
) -> None:
    run = gate.run(person, "Corte final")
    mine = visit(person)
    address = share(mine.live(f"/tareas/{run.pk}/"))
    guest = visit()
    page = guest.live(address.removeprefix(guest.address))
    shown = page.locator("section.shared")
    pages.stands_in(shown, "uno")
    gate.open_all()
    pages.comes_to(shown, "done")
    expect(page.get_by_text("Está listo.")).to_be_visible()
    expect(page).to_have_title(re.compile("^✓ Corte final"))
    assert str(run.pk) not in page.content()
    assert not [asked for asked in guest.asked if "/tareas/" in asked.path]


def test_who_looks_is_cut_off_soon_after_the_link_is_revoked(
    visit: Visit, person: Person, gate: Gate
) -> None:
    run = gate.run(person, "Corte final")
    page = visit(person).live(f"/tareas/{run.pk}/")
    address = share(page)
    guest = visit()
    looks = guest.live(address.removeprefix(guest.address))
    page.get_by_role("button", name=re.compile("^Revocar el enlace")).click()
    expect(page.get_by_text("Revocado.")).to_be_visible()
    revoked = time.monotonic()
    expect(looks.get_by_role("heading", name="Este enlace no muestra nada")).to_be_visible(
        timeout=SOON_MS
    )
    assert "Corte final" not in looks.locator("main").inner_text()
    assert time.monotonic() - revoked < SOON_MS / 1000
    guest.expects("^404: ", "status of 404")
    looks.reload()
    expect(looks.get_by_role("heading", name="Este enlace no muestra nada")).to_be_visible()


def test_the_card_lives_in_a_page_of_somebody_else_and_no_other_page_does(
    visit: Visit, person: Person, gate: Gate
) -> None:
    run = gate.run(person, "Corte final")
    mine = visit(person)
    page = mine.live(f"/tareas/{run.pk}/")
    address = share(page)
    page.get_by_text("Para una página o un README").click()
    frame = page.get_by_label("Tarjeta en vivo, en HTML", exact=True).input_value()
    guest = visit()
    guest.expects("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE", "asked elsewhere")
    wiki = guest.context.new_page()
    with served(f"<h1>Wiki</h1>{frame}<iframe src='{address}' title='no'></iframe>") as elsewhere:
        wiki.goto(elsewhere)
        card = wiki.frame_locator("iframe[title='Progreso en Avance']")
        shown = card.locator("section.shared")
        pages.comes_to(shown, "running")
        gate.open_all()
        pages.comes_to(shown, "done")
        assert wiki.frame_locator("iframe[title=no]").locator("section.shared").count() == 0
        wiki.close()
