"""A run that somebody shares."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from proyecto.progress.models import TaskRun
from tests.dashboard.runs import ask, begun
from tests.stack.people import People
from tests.stack.redis import RedisProcess

Share = Callable[..., str]


@pytest.fixture
def ana(people: People, redis_process: RedisProcess) -> Any:
    return people.new(first_name="Ana", last_name="Secreta")


@pytest.fixture
def run(ana: Any) -> TaskRun:
    """One that is under way."""
    return begun(ask(ana, title="Corte <final> & más"))


@pytest.fixture
def hers(ana: Any) -> Client:
    """Ana's browser."""
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(ana)
    return browser


@pytest.fixture
def share(hers: Client, run: TaskRun) -> Share:
    """Make a link as the form does; the path that it leads to."""

    def made(span: str = "dia", browser: Client = hers) -> str:
        answer = browser.post(f"/tareas/{run.pk}/compartir/", {"vence": span})
        assert answer.status_code == 200
        return str(answer.context["addresses"]["page"]).removeprefix("http://testserver")

    return made


@pytest.fixture
def anybody() -> Client:
    """A browser of nobody's."""
    return Client(headers={"Accept-Language": "en"})
