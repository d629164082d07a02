"""Uploads through the page to the real server: what a person does and what breaks meanwhile."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import CDPSession, Locator, Page, Request, Route, expect

from proyecto.dominio.models import Subida, Video
from tests.browser import pages
from tests.browser.visitor import Visitor, is_live
from tests.scripts.waiting import until
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = pytest.mark.browser

MEGABYTE = 2**20
BYTES_PER_SECOND = 6 * MEGABYTE
TUS = "/subir/tus/"


@pytest.fixture
def large(tmp_path: Path, short_film: Path) -> Path:
    """Three pieces of the size in which the page sends, so that there is time to interfere."""
    return padded(tmp_path / "Graduación, entera.mp4", short_film, 20 * MEGABYTE)


def padded(path: Path, film: Path, size: int) -> Path:
    """`film` with nothing behind it: large, and a film all the same."""
    path.write_bytes(film.read_bytes().ljust(size, b"\0"))
    return path


@pytest.fixture
def visitor(chromium: Any, web: Stack, person: Person) -> Any:
    """That person at a browser, held to account at the end."""
    visitor = Visitor(chromium, web.address, person)
    yield visitor
    visitor.close()
    visitor.answer()


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """The upload page."""
    return is_live(visitor.open("/subir/"))


@pytest.fixture(autouse=True)
def line(page: Page) -> CDPSession:
    """The network of that page: slow enough to watch."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    is_connected(line, True)
    return line


def is_connected(line: CDPSession, connected: bool) -> None:
    conditions = {"offline": not connected, "latency": 0, "downloadThroughput": -1}
    conditions["uploadThroughput"] = BYTES_PER_SECOND
    line.send("Network.emulateNetworkConditions", conditions)


def rows(page: Page) -> Locator:
    return page.locator("#uploads > li")


def is_in_state(row: Locator, state: str) -> None:
    expect(row).to_have_attribute("data-state", state, timeout=40_000)


def is_sent(page: Page, title: str) -> None:
    """All of it arrived: the card of its run has taken over."""
    expect(pages.card(page, title)).to_be_visible(timeout=60_000)
    expect(rows(page)).to_have_count(0)


def begun(requests: list[Request]) -> int:
    """How many uploads were begun."""
    return sum(r.method == "POST" and r.url.endswith(TUS) for r in requests)


def sent(page: Page) -> list[Request]:
    """Every request about uploads from now on."""
    requests: list[Request] = []

    def keep(request: Request) -> None:
        if TUS in request.url:
            requests.append(request)

    page.on("request", keep)
    return requests


def test_two_are_sent_at_a_time_and_the_third_waits(
    page: Page, tmp_path: Path, short_film: Path
) -> None:
    names = ["Uno", "Dos", "Tres"]
    files = [padded(tmp_path / f"{n}.mp4", short_film, 9 * MEGABYTE) for n in names]
    pages.choose(page, *files)
    expect(rows(page)).to_have_count(3)
    is_in_state(rows(page).nth(0), "sending")
    is_in_state(rows(page).nth(1), "sending")
    is_in_state(rows(page).filter(has_text="Tres"), "waiting")
    expect(rows(page).nth(0).locator("[data-u=text]")).to_contain_text("MB/s")
    for name in names:
        is_sent(page, name) if name == "Tres" else expect(pages.card(page, name)).to_be_visible(
            timeout=60_000
        )


def test_a_paused_upload_goes_on_where_it_was(page: Page, large: Path, person: Person) -> None:
    requests = sent(page)
    pages.choose(page, large)
    row = rows(page)
    until(lambda: row.locator("progress").evaluate("bar => bar.value") > 450, 40)
    row.locator("[data-u=pause]").click()
    is_in_state(row, "paused")
    expect(row.locator("[data-u=pause]")).to_have_accessible_name(f"Reanudar: {large.name}")
    before = len(requests)
    row.locator("[data-u=pause]").click()
    is_sent(page, "Graduación, entera")
    assert begun(requests) == 1
    again = [r for r in requests[before:] if r.method == "PATCH"]
    assert int(again[0].headers["upload-offset"]) >= 8 * MEGABYTE
    assert Video.objects.get(propietario=person.user).bytes_original == large.stat().st_size


def test_after_a_reload_the_same_file_goes_on_where_it_was(page: Page, large: Path) -> None:
    requests = sent(page)
    pages.choose(page, large)
    until(lambda: rows(page).locator("progress").evaluate("bar => bar.value") > 450, 40)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    is_live(page)
    pages.choose(page, large)
    is_sent(page, "Graduación, entera")
    assert begun(requests) == 1


def test_a_cancelled_upload_leaves_nothing(page: Page, large: Path, person: Person) -> None:
    pages.choose(page, large)
    is_in_state(rows(page), "sending")
    rows(page).locator("[data-u=cancel]").click()
    expect(rows(page)).to_have_count(0)
    until(lambda: not Subida.objects.filter(propietario=person.user).exists(), 40)
    assert not Video.objects.filter(propietario=person.user).exists()


def test_a_network_that_goes_and_returns_costs_a_pause(
    visitor: Visitor, page: Page, line: CDPSession, large: Path
) -> None:
    visitor.expects("ERR_INTERNET_DISCONNECTED", "WebSocket connection", "htmx:ws:error")
    requests = sent(page)
    pages.choose(page, large)
    until(lambda: rows(page).locator("progress").evaluate("bar => bar.value") > 450, 40)
    is_connected(line, False)
    is_in_state(rows(page), "offline")
    is_connected(line, True)
    is_sent(page, "Graduación, entera")
    assert begun(requests) == 1


def test_a_server_that_is_killed_and_comes_back_costs_a_pause(
    visitor: Visitor, page: Page, large: Path, web: Stack
) -> None:
    visitor.expects("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "WebSocket connection")
    visitor.expects("ERR_EMPTY_RESPONSE", "ERR_SOCKET_NOT_CONNECTED", "htmx:ws:error")
    requests = sent(page)
    pages.choose(page, large)
    until(lambda: rows(page).locator("progress").evaluate("bar => bar.value") > 450, 40)
    web["web"].kill()
    is_in_state(rows(page), "offline")
    web["web"].start()
    is_sent(page, "Graduación, entera")
    assert begun(requests) == 1


@pytest.mark.parametrize("status", [409, 423, 503])
def test_what_passes_by_itself_is_tried_again(
    visitor: Visitor, page: Page, large: Path, status: int
) -> None:
    visitor.expects(str(status))
    refused: list[str] = []

    def once(route: Route) -> None:
        if route.request.method == "PATCH" and not refused:
            refused.append(route.request.url)
            route.fulfill(status=status, body="Ahora no.", content_type="text/plain")
        else:
            route.continue_()

    page.route(f"**{TUS}*/", once)
    pages.choose(page, large)
    is_sent(page, "Graduación, entera")
    assert refused


def test_what_the_server_refuses_is_told_in_its_words(
    visitor: Visitor, page: Page, tmp_path: Path
) -> None:
    visitor.expects("415")
    text = tmp_path / "Notas.mp4"
    text.write_text("Esto no es un video. " * 100)
    pages.choose(page, text)
    is_in_state(rows(page), "failed")
    expect(rows(page).locator("[data-u=error]")).to_contain_text("no un video")
    expect(rows(page).locator("[data-u=pause]")).to_be_hidden()
    rows(page).locator("[data-u=cancel]").click()
    expect(rows(page)).to_have_count(0)


def test_who_was_signed_out_meanwhile_is_asked_to_sign_in(
    visitor: Visitor, page: Page, large: Path, person: Person
) -> None:
    visitor.expects("401")
    pages.choose(page, large)
    is_in_state(rows(page), "sending")
    Session.objects.filter(session_key=person.session).delete()
    is_in_state(rows(page), "failed")
    expect(rows(page).locator("[data-u=error] a")).to_be_visible()


def test_what_can_be_no_film_is_refused_without_a_request(page: Page, tmp_path: Path) -> None:
    requests = sent(page)
    empty, picture = tmp_path / "Nada.mp4", tmp_path / "Foto.png"
    empty.touch()
    picture.write_bytes(b"\x89PNG")
    pages.choose(page, empty, picture)
    expect(rows(page).nth(1)).to_have_attribute("data-state", "failed")
    for row in rows(page).all():
        expect(row.locator("[data-u=error]")).not_to_be_empty()
    assert requests == []


def test_a_file_that_misses_the_zone_does_not_replace_the_page(page: Page) -> None:
    allowed = page.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["x"], "x.mp4", {type: "video/mp4"}));
          const init = {dataTransfer: transfer, cancelable: true, bubbles: true};
          return document.querySelector("h1").dispatchEvent(new DragEvent("drop", init));
        }"""
    )
    assert allowed is False
    expect(rows(page)).to_have_count(0)
