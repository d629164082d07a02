"""Somebody at a browser: pages in a profile of their own, where nothing goes wrong unnoticed."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    Route,
    WebError,
    expect,
)

from tests.stack.people import Person

SCRIPTS = Path(__file__).with_name("script")
DESKTOP = {"width": 1280, "height": 900}
MOBILE = {"width": 390, "height": 844}
expect.set_options(timeout=15_000)


# Chromium says so of every socket whose page is left before it has opened: nothing is wrong.
LEFT_WHILE_CONNECTING = "WebSocket is closed before the connection is established"


@dataclass(frozen=True)
class Asked:
    """One request: when (monotonic seconds), what kind of thing the page wanted, and what."""

    at: float
    method: str
    kind: str
    path: str


class Visitor:
    """One profile. Errors of scripts, of the console, of the content policy, answers of 400 and
    above and requests to another host are `troubles`, unless the test said by `expects` that they
    belong to what it does."""

    def __init__(
        self, browser: Browser, address: str, person: Person | None = None, **options: Any
    ) -> None:
        self.address, self.person = address, person
        self.asked: list[Asked] = []
        self.troubles: list[str] = []
        self._expected = [LEFT_WHILE_CONNECTING]
        given = {"locale": "es-MX", "viewport": DESKTOP, "timezone_id": "America/Mexico_City"}
        self.context = browser.new_context(**(given | options))
        self.context.add_init_script(path=SCRIPTS / "witness.js")
        if person is not None:
            self.context.add_cookies([self._session(person)])
        self.context.on("weberror", self._broke)
        self.context.on("console", self._said)
        self.context.on("request", self._asks)
        self.context.on("response", self._answered)

    def open(self, path: str = "/") -> Page:
        """A new tab with a page."""
        page = self.context.new_page()
        page.goto(self.address + path)
        return page

    def live(self, path: str = "/") -> Page:
        """A new tab with a page whose socket has caught up."""
        return is_live(self.open(path))

    @contextmanager
    def held(self, address: str) -> Iterator[None]:
        """What is asked for at that address is not answered before the block ends."""
        waiting: list[Route] = []

        def keep(route: Route) -> None:
            waiting.append(route)

        self.context.route(address, keep)
        try:
            yield
        finally:
            self.context.unroute(address, keep)
            for route in waiting:
                # Who asked may have given up meanwhile.
                with suppress(Error):
                    route.continue_()

    def expects(self, *patterns: str) -> None:
        """These troubles belong to the test."""
        self._expected += patterns

    def since(self, moment: float) -> list[Asked]:
        """The requests made from a moment on."""
        return [asked for asked in self.asked if asked.at >= moment]

    def close(self) -> None:
        """Shut the browser."""
        self.context.close()

    def answer(self) -> None:
        """Fail for what went wrong."""
        left = [t for t in self.troubles if not any(re.search(p, t) for p in self._expected)]
        assert not left, "\n".join(left)

    def _session(self, person: Person) -> Any:
        return {
            "name": settings.SESSION_COOKIE_NAME,
            "value": person.session,
            "url": self.address,
            "sameSite": "Lax",
        }

    def _broke(self, error: WebError) -> None:
        self.troubles.append(f"script: {error.error}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"console: {message.text}")

    def _asks(self, request: Request) -> None:
        path = request.url.removeprefix(self.address)
        if path.startswith(("http:", "https:")):
            self.troubles.append(f"asked elsewhere: {path}")
        self.asked.append(Asked(time.monotonic(), request.method, request.resource_type, path))

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {response.url}")


def is_live(page: Page) -> Page:
    """Wait until the page's socket has caught up."""
    expect(page.locator("#conn")).to_have_attribute("data-c", "live")
    return page


def is_settled(page: Page) -> Page:
    """The same, where the page says so."""
    return is_live(page) if page.locator("#conn").count() else page
