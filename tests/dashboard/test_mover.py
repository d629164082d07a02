"""Moving a run that waits, from its page and from its card."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dashboard.fragments import Look, render
from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import ask, begun, now, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")
FETCH = {"X-Requested-With": "fetch"}
TWO_HOURS = timedelta(hours=2)


@pytest.fixture
def owner(people: People) -> Any:
    return people.new(zona_horaria="Asia/Tokyo")


@pytest.fixture
def client(owner: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(owner)
    return client


@pytest.fixture
def later(owner: Any) -> TaskRun:
    return told(ask(owner, run_at=timezone.now() + TWO_HOURS))


def move(client: Client, run: TaskRun, **data: str) -> Any:
    return client.post(f"/tareas/{run.pk}/mover/", data, headers=FETCH)


def look(view: str = "tareas", zone: str = "Asia/Tokyo") -> Look:
    return Look(view, "en", zone, staff=False)


def test_it_is_moved_to_a_time_of_the_persons_own_zone(client: Client, later: TaskRun) -> None:
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d")
    answer = move(client, later, cuando="at", cuando_at=f"{tomorrow}T23:30")
    assert answer.status_code == 204
    run_at = now(later).run_at
    assert run_at is not None
    assert run_at.strftime("%H:%M") == "14:30", "half past eleven at night in Tokyo"


def test_it_is_begun_now(client: Client, later: TaskRun) -> None:
    assert move(client, later, cuando="now").status_code == 204
    assert now(later).run_at is None


def test_a_time_that_has_passed_is_refused_with_its_reason(client: Client, later: TaskRun) -> None:
    answer = move(client, later, cuando="at", cuando_at="2020-01-01T00:00")
    assert answer.status_code == 409
    assert answer.content.decode().startswith("That time has passed")
    assert now(later).run_at == later.run_at


def test_what_has_begun_can_not_be_moved_any_more(client: Client, owner: Any) -> None:
    run = begun(ask(owner))
    assert move(client, run, cuando="600").content == b"It does not wait any more."


def test_a_run_of_somebody_else_does_not_exist(people: People, later: TaskRun) -> None:
    stranger = Client()
    stranger.force_login(people.new())
    assert move(stranger, later, cuando="now").status_code == 404
    assert now(later).run_at == later.run_at


def test_without_the_pages_code_it_leads_back_to_the_run(client: Client, later: TaskRun) -> None:
    answer = client.post(f"/tareas/{later.pk}/mover/", {"cuando": "600"})
    assert (answer.status_code, answer["Location"]) == (302, f"/tareas/{later.pk}/")


@pytest.mark.parametrize("view", ["tareas", "tarea"])
def test_a_run_for_later_shows_when_it_starts_and_can_be_moved_and_cancelled(
    later: TaskRun, view: str
) -> None:
    html = render(str(later.pk), look(view))
    assert later.run_at is not None
    clock = timezone.localtime(later.run_at, timezone.get_default_timezone())
    assert "in 2 h</time>" in html
    assert "Starts to" in html, "today or tomorrow, in Tokyo"
    assert f"at {clock:%H:%M}" not in html, "not the hour of Mexico City"
    assert f"/tareas/{later.pk}/mover/" in html
    assert f"/tareas/{later.pk}/cancelar/" in html


def test_a_run_whose_time_has_come_waits_for_a_worker(owner: Any) -> None:
    html = render(str(told(ask(owner, run_at=timezone.now())).pk), look())
    assert 'data-state="queued"' in html
    assert "mover" not in html


def test_an_attempt_that_waits_can_be_made_now(client: Client, owner: Any) -> None:
    run = begun(ask(owner))
    record.retry(run.pk, 1, Cause.ERROR, "io", delay=3600)
    assert "Try now" in render(str(told(run).pk), look("tarea"))
    assert move(client, run, cuando="now").status_code == 204
    assert now(run).run_at is None


@pytest.mark.parametrize("view", ["tareas", "tarea"])
def test_what_has_expired_says_so_and_can_be_asked_for_again(
    client: Client, owner: Any, view: str
) -> None:
    run = ask(owner, expires=60)
    minute = timedelta(seconds=60)
    times = {"created_at": run.created_at - minute, "expires_at": run.created_at}
    TaskRun.objects.filter(pk=run.pk).update(**times)
    record.expire(run.pk)
    html = render(str(told(run).pk), look(view))
    assert 'data-state="expired"' in html
    assert "Nobody could begin with it in time." in html
    assert "Ask for it again" in html
    answer = client.post(f"/tareas/{run.pk}/reintentar/", headers=FETCH)
    assert answer.status_code == 204
    again = TaskRun.objects.get(retry_of=run)
    assert again.expires_at is not None
    assert again.expires_at > timezone.now()
