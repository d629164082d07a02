"""The whole product in a real browser: one stack and one Chromium for this folder, a new browser
profile for each person of each test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from scripts.browser import find_or_get_browser
from tests.browser import films
from tests.browser.gate import Gate
from tests.browser.visitor import Visitor
from tests.stack.people import People, Person
from tests.stack.place import Place
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack

ARGUMENTS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
if os.geteuid() == 0:
    ARGUMENTS.append("--no-sandbox")  # Chromium refuses its sandbox to root
# Two cores encode films meanwhile: what takes a second on a quiet machine may take many.
expect.set_options(timeout=20_000)

PROCESSES = ("web", "video", "guion", "beat")
Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One for all. Back and forward keep pages as they do for people, which Playwright would
    switch off."""
    path = find_or_get_browser()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread, between calls: Django takes it for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=path,
            args=ARGUMENTS,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def running(place: Place, redis_process: RedisProcess, committed: None) -> Iterator[Stack]:
    """Up until the last test of this folder."""
    with Stack(place, dict(place.environment), redis_process) as stack:
        yield stack


@pytest.fixture
def stack(running: Stack) -> Iterator[Stack]:
    """The whole product, up; whatever the test does to it is put right after it."""
    with running.whole(*PROCESSES):
        yield running


@pytest.fixture
def visit(chromium: Browser, stack: Stack) -> Iterator[Visit]:
    """Opens browsers: `visit(person)`, or `visit()` for who is not signed in; each is held to
    account when the test is over."""
    visitors: list[Visitor] = []

    def opened(person: Person | None = None, **options: Any) -> Visitor:
        visitors.append(Visitor(chromium, stack.address, person, **options))
        return visitors[-1]

    yield opened
    for visitor in visitors:
        visitor.close()
    for visitor in visitors:
        visitor.answer()


@pytest.fixture
def person(people: People) -> Person:
    """Somebody with an account and a session."""
    return people.sign_in()


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """Runs of the scripted task wait for it; open at the latest when the test is over."""
    gate = Gate(tmp_path)
    yield gate
    gate.open_all()


@pytest.fixture(scope="session")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Long enough to be watched while it is converted."""
    return films.long(tmp_path_factory.mktemp("browser") / "Entrevista, corte final.mp4")


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Leaves time to interfere."""
    return films.medium(tmp_path_factory.mktemp("browser") / "Recorrido por la planta.mp4")


@pytest.fixture(scope="session")
def short_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Converted in a moment."""
    return films.short(tmp_path_factory.mktemp("browser") / "Saludo.mp4")
