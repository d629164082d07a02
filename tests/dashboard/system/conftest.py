"""Workers and queues of a test's own, and somebody of the team who looks at them."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from dashboard.system import canary
from proyecto.progress import live, record, workers
from proyecto.progress.lease import BEAT, Tenancy
from proyecto.progress.models import QueuePause, TaskRun
from proyecto.progress.vocabulary import OPEN
from tests.progress.schedule import blank_schedule
from tests.stack.people import People
from tests.stack.redis import RedisProcess

Say = Callable[..., None]
ALL = ["celery", "imagenes", "video", "guion"]


@pytest.fixture(autouse=True)
def quiet(redis_process: RedisProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing periodic, nothing paused, nothing left open by others, and nobody there but who the
    test says."""
    for run in TaskRun.objects.filter(state__in=OPEN):
        record.request_cancel(run.pk)
        record.cancelled(run.pk, run.attempt)
    monkeypatch.setattr(workers, "KIND", f"workers-{uuid.uuid4()}")
    # Hubs of other tests listened in this process too.
    monkeypatch.setattr(canary.heard, "since", None)
    monkeypatch.setattr(canary.heard, "at", None)
    with blank_schedule():
        yield
    QueuePause.objects.all().delete()
    live.shared().delete(*workers.presence()._keys)


@pytest.fixture
def say() -> Say:
    """Somebody says that they are a worker."""

    def said(name: str = "w1@box", ago: float = 0, **more: Any) -> None:
        facts = {
            "host": "box",
            "pid": 7,
            "queues": ALL,
            "slots": 2,
            "runs": [],
            "rss": 171_000_000,
            "started": timezone.now().isoformat(),
            "version": "1",
            "draining": False,
        }
        room = workers.presence()
        room.say(name, facts | more)
        live.shared().zincrby(room._keys[1], -ago * 1000, name)

    return said


@pytest.fixture
def well(say: Say) -> Iterator[None]:
    """A worker for every queue, and a beat."""
    say()
    tenancy = Tenancy(BEAT, 60)
    tenancy.take()
    yield
    tenancy.give_back()


@pytest.fixture
def boss(people: People) -> Any:
    """One of the team who may manage."""
    boss = people.new(is_staff=True, zona_horaria="America/Mexico_City")
    boss.user_permissions.add(Permission.objects.get(codename="change_queuepause"))
    return boss


@pytest.fixture
def team(boss: Any) -> Client:
    return signed_in(boss)


def signed_in(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def page(client: Client) -> str:
    answer = client.get("/sistema/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def part(text: str, name: str) -> str:
    """One part of the page, without its markup."""
    found = re.search(rf'<section id="sis-{name}".*?</section>', text)
    assert found
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split())
