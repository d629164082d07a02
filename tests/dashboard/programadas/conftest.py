"""A schedule of each test's own, and somebody of the team who looks at it."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from proyecto.progress.models import TaskRun
from tests.progress.schedule import blank_schedule
from tests.stack.people import People


@pytest.fixture(autouse=True)
def blank(committed: None, redis_process: Any) -> Iterator[None]:
    with blank_schedule():
        yield


@pytest.fixture
def member(people: People) -> Any:
    return people.new(is_staff=True, is_superuser=True, zona_horaria="America/Mexico_City")


@pytest.fixture
def client(member: Any) -> Client:
    return signed_in(member)


@pytest.fixture
def entry() -> PeriodicTask:
    return make()


def signed_in(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def make(task: str = "guion", **fields: Any) -> PeriodicTask:
    """An entry for three at night, whose runs go where no worker is."""
    name = f"nocturna-{uuid.uuid4().hex[:6]}"
    zone = fields.pop("timezone", "America/Mexico_City")
    night = CrontabSchedule.objects.create(minute="0", hour="3", timezone=zone)
    given = {"crontab": night, "args": "[[]]", "queue": f"nobody-{name}", **fields}
    return PeriodicTask.objects.create(name=name, task=task, **given)


def post(client: Client, entry: PeriodicTask, what: str, **how: Any) -> Any:
    return client.post(f"/programadas/{entry.pk}/{what}/", **how)


def page(client: Client) -> str:
    answer = client.get("/programadas/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def run_of(entry: PeriodicTask) -> TaskRun:
    return TaskRun.objects.get(slots__name=entry.name)
