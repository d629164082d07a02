"""The whole product in a place of its own, and a browser before it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import django
from playwright.sync_api import Browser, sync_playwright

from scripts.browser import find_or_get_browser
from scripts.local.leash import Leash
from tests.stack.place import Place, in_force, make_place

if TYPE_CHECKING:
    from docs.screens.camera import Camera
    from tests.stack.people import Person
    from tests.stack.stack import Stack

# A run that stands still for its picture must not be taken for a lost one.
PATIENCE = {"RUN_LEASE_SECONDS": "600"}
ARGUMENTS = ["--disable-gpu", "--force-device-scale-factor=1", "--hide-scrollbars"]


@dataclass(frozen=True)
class Stage:
    """What the scenes play on: the product, a browser, a creator, one of the team; a folder for
    films; and who takes the pictures."""

    stack: "Stack"
    browser: Browser
    person: "Person"
    member: "Person"
    films: Path
    camera: "Camera"


@contextmanager
def product() -> Iterator[Stage]:
    """Up while the block runs; nothing of it is left afterwards."""
    made = make_place()
    place = replace(made, environment={**made.environment, **PATIENCE})
    with in_force(place.environment):
        django.setup()
    # Playwright's loop runs in this thread, between calls: Django takes it for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    leash = Leash()
    try:
        yield from _stages(place, leash)
    finally:
        leash.let_go()
        shutil.rmtree(place.folder, ignore_errors=True)


def _stages(place: Place, leash: Leash) -> Iterator[Stage]:
    from django.contrib.auth import get_user_model

    from docs.screens.camera import Camera
    from proyecto.progress.teller import teller
    from tests.stack.database import make_database
    from tests.stack.people import People
    from tests.stack.redis import RedisProcess
    from tests.stack.stack import Stack

    make_database(place.environment["DATABASE_URL"])
    redis = RedisProcess(place.redis, place.logs / "redis.log", leash)
    stack = Stack(place, dict(place.environment), redis)
    try:
        redis.start()
        stack.start("web", "video", "beat")
        films = place.folder / "films"
        films.mkdir()
        arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        chromium = find_or_get_browser()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            make = get_user_model().objects.create_user
            creator = People().again(make("creador"))
            facts = {"is_staff": True, "is_superuser": True, "first_name": "Lucía"}
            member = People().again(make("lucia", **facts))
            camera = Camera()
            yield Stage(stack, browser, creator, member, films, camera)
            browser.close()
    finally:
        stack.end()
        teller().drain()
        redis.end()
