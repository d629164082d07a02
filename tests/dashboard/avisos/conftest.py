"""A member of the team at the feed of notices, and what is in it."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from proyecto.progress.models import Notification
from proyecto.progress.notices import notice
from tests.stack.people import People

Give = Callable[..., Notification]


@pytest.fixture(autouse=True)
def nothing_open(committed: None) -> Iterator[None]:
    """Of other tests, and of these afterwards."""
    Notification.objects.all().delete()
    yield
    Notification.objects.all().delete()


@pytest.fixture
def boss(people: People) -> Any:
    return people.new(is_staff=True)


@pytest.fixture
def team(boss: Any) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(boss)
    return browser


@pytest.fixture
def give() -> Give:
    """A notice, of a video that failed unless told otherwise."""

    def given(**said: Any) -> Notification:
        facts = {"task": "procesar_video", "title": "Playa", "error": "disk_full"}
        cause = said.pop("cause", f"test:{uuid.uuid4()}")
        facts = said.pop("facts", facts)
        return notice(cause, said.pop("kind", "run_failed"), facts=facts, **said)

    return given


def seen(browser: Client, query: str = "") -> str:
    """The page, as it is served."""
    answer = browser.get(f"/avisos/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def order(page: str) -> list[int]:
    """The notices on a page, from top to bottom."""
    return [int(number) for number in re.findall(r'id="aviso-(\d+)"', page)]


def bell(page: str) -> str:
    """What the bell says: how many nobody attends to; nothing where it says nothing."""
    [(hidden, count)] = re.findall(r'id="unattended"[^>]*?( hidden)?>([^<]*)<', page)
    return "" if hidden else count
