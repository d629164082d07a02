"""The pages as a deployment serves them (files named by their content and compressed), a browser
before them, and runs whose numbers move: for the figures of the pages."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.stage import Stage, stage, until
from scripts.browser import find_or_get_browser
from scripts.local import ports

ARGUMENTS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update")
WINDOW = {"width": 1280, "height": 900}
# Nobody takes back what this process holds.
PATIENCE = {"RUN_LEASE_SECONDS": "3600"}


@dataclass(frozen=True)
class Product:
    """`address` without a slash at the end; `session` is the signed-in person's, `cookie` its
    name."""

    address: str
    person: Any
    cookie: str
    session: str
    chromium: Path
    browser: Browser

    def visitor(self) -> BrowserContext:
        """The person at a browser that knows nothing yet."""
        context = self.browser.new_context(locale="es-MX", viewport=WINDOW)
        context.add_cookies(
            [{"name": self.cookie, "value": self.session, "url": self.address, "sameSite": "Lax"}]
        )
        return context

    def open(self, context: BrowserContext, path: str = "/") -> Page:
        """A page whose socket has caught up."""
        page = context.new_page()
        page.goto(self.address + path)
        page.locator("#conn[data-c=live]").wait_for(timeout=60_000)
        return page


@contextmanager
def product() -> Iterator[Product]:
    """Up while the block runs."""
    with stage() as place:
        os.environ |= PATIENCE | {"STATIC_ROOT": str(place.var / "static")}
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
        (place.var / "static").mkdir()
        place.start_redis()
        place.prepare_django()
        address = serve(place)
        person, cookie, session = sign_in()
        chromium = find_or_get_browser()
        arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            yield Product(address, person, cookie, session, chromium, browser)
            browser.close()


def serve(place: Stage) -> str:
    """Our web server, as a deployment starts it; where it answers."""
    place.run(sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
    port = ports.any_free()
    where = ("-b", "127.0.0.1", "-p", str(port))
    place.start("web", [sys.executable, "-m", "dashboard.server", *where, "asgi:application"])
    address = f"http://127.0.0.1:{port}"
    until(lambda: answers(f"{address}/healthz"))
    return address


def answers(url: str) -> bool:
    """Whether somebody does."""
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def sign_in() -> tuple[Any, str, str]:
    """Somebody new: the row, and name and value of the cookie."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    person = get_user_model().objects.create_user(f"persona-{secrets.token_hex(4)}", is_staff=True)
    browser = Client()
    browser.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return person, name, browser.cookies[name].value
