"""The web process goes away in the middle of the work, and nobody misses anything."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.browser.visitor import Visitor, is_live
from tests.scripts.waiting import until
from tests.stack.films import upload
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.fault]

GONE = ("WebSocket connection to .* failed", "htmx:ws:error", "ERR_CONNECTION")


def test_a_killed_web_process_costs_the_page_nothing(
    visit: Visit, stack: Stack, person: Person, film: Path
) -> None:
    run = upload(person.user, film)
    visitor = visit(person)
    visitor.expects(*GONE)
    page = visitor.live(f"/tareas/{run.pk}/")
    shown = pages.is_under_way(pages.run_on(page), 60)
    expect(page.locator(".player-bar")).to_be_attached()  # all of the page's code is there
    left = time.monotonic()
    stack["web"].kill()
    expect(page.locator("#conn")).to_have_attribute("data-c", "reconnecting")
    expect(page.locator("#conn")).to_contain_text("Reconectando…")
    stack["web"].start()

    is_live(page)
    pages.comes_to(shown, "done")
    told = page.locator(".events [data-type]").evaluate_all("all => all.map(e => e.dataset.type)")
    assert told == list(run.events.order_by("n").values_list("type", flat=True))
    bars = [entry["bar"] for entry in pages.seen(page, str(run.pk)) if entry["bar"] is not None]
    assert bars == sorted(bars)
    assert not reloaded(visitor, left)


def test_a_server_that_restarts_says_goodbye_and_the_page_returns_when_told(
    visit: Visit, stack: Stack, person: Person, gate: Gate
) -> None:
    visitor = visit(person)
    visitor.expects(*GONE)
    page = visitor.open("/entrar/")
    frames = heard_by(page)
    run = gate.run(person, "Conciliación")
    page.goto(f"{stack.address}/tareas/{run.pk}/")
    shown = pages.stands_in(pages.run_on(is_live(page)), "uno")
    assert stack["web"].terminate() == 0
    expect(page.locator("#conn")).to_contain_text("Reconectando…")
    gate.open("uno")  # nobody is there to tell it
    until(lambda: run.events.filter(type="run.phase").count() == 2)
    stack["web"].start()
    is_live(page)
    expect(shown.locator(".events [data-type]")).to_have_count(4)
    assert waited(page) >= told_to_wait(frames)


def told_to_wait(frames: list[Any]) -> float:
    """Milliseconds that the server's goodbye asked for."""
    (bye,) = [frame for frame in frames if frame["t"] == "bye"]
    return float(bye["after"])


def waited(page: Page) -> float:
    """Milliseconds from the first loss of the socket to the next try."""
    sockets = page.evaluate("window.__sockets")
    lost = sockets["lost"][0]
    return float(min(tried for tried in sockets["tried"] if tried > lost) - lost)


def heard_by(page: Page) -> list[Any]:
    """Every frame that the page is told from now on."""
    frames: list[Any] = []

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: frames.append(json.loads(data)))

    page.on("websocket", opened)
    return frames


def reloaded(visitor: Visitor, since: float) -> bool:
    """Whether a page was fetched anew."""
    return any(asked.kind == "document" for asked in visitor.since(since))
