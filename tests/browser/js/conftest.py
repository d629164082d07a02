"""The product's pages in a real browser, with a server whose words the test chooses."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.js.site import Site
from tests.browser.js.story import Story
from tests.stack.people import Person
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack

Browse = Callable[[str], Page]


@pytest.fixture
def site() -> Iterator[Site]:
    """Serves what the test puts into its `pages`."""
    site = Site()
    yield site
    site.end()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A person's browser: Spanish, light."""
    context = chromium.new_context(locale="es-MX", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab in which nothing may break and nothing may be against the policy."""
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda message: (
            troubles.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield page
    assert not troubles


@pytest.fixture
def story(person: Person, redis_process: RedisProcess) -> Story:
    """Makes runs of that person and says what happens to them."""
    return Story(person)


@pytest.fixture
def browse(site: Site, person: Person, redis_process: RedisProcess, page: Page) -> Browse:
    """Open one of the product's pages, as the product renders it now, on the scripted server."""
    client = Client()
    client.force_login(person.user)

    def open_(path: str) -> Page:
        answer = client.get(path)
        assert answer.status_code == 200, answer
        site.pages[path] = answer.content.decode()
        page.goto(site.address + path)
        return page

    return open_


@pytest.fixture
def web(running: Stack) -> Stack:
    """The real web server, without workers: what is uploaded stays queued."""
    return running.start("web")
