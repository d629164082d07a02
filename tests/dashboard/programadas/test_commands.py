"""Run now, pause, resume, put back; what is live; the administration."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from dashboard.fragments import Look, render
from proyecto.progress.models import Slot
from tests.dashboard.programadas.conftest import make, page, post, run_of
from tests.dashboard.runs import ask, begun, done, now
from tests.progress.schedule import start_again
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("committed", "redis_process")
FETCH = {"X-Requested-With": "fetch"}


def test_run_now_is_a_run_of_who_asked_and_changes_no_hour(
    client: Client, member: Any, entry: PeriodicTask
) -> None:
    assert post(client, entry, "ahora", headers=FETCH).status_code == 200
    run = run_of(entry)
    assert (run.task, run.args, run.owner, run.queue) == ("guion", [[]], member, entry.queue)
    before = entry.last_run_at, entry.total_run_count
    entry.refresh_from_db()
    assert (entry.last_run_at, entry.total_run_count) == before
    assert str(member) in page(client)


def test_what_is_under_way_is_not_started_again(client: Client, entry: PeriodicTask) -> None:
    post(client, entry, "ahora")
    answer = post(client, entry, "ahora", headers=FETCH)
    assert (answer.status_code, answer.content.decode()) == (409, "It is under way already.")
    assert run_of(entry)
    done(run_of(entry))
    assert post(client, entry, "ahora", headers=FETCH).status_code == 200


def test_a_queue_that_nobody_serves_is_told(client: Client) -> None:
    lost = make(queue="olvidada")
    answer = post(client, lost, "ahora", headers=FETCH)
    assert answer.status_code == 409
    assert "No worker serves the queue olvidada" in answer.content.decode()
    assert not Slot.objects.filter(name=lost.name).exists()


def test_work_without_runs_can_not_be_asked_for(client: Client) -> None:
    plain = make(task="limpiar_archivos", args="[]", last_run_at=timezone.now())
    assert "It keeps no record" in page(client)
    assert post(client, plain, "ahora", headers=FETCH).status_code == 409


def test_who_paused_and_resumed_an_entry_is_kept(
    client: Client, member: Any, entry: PeriodicTask
) -> None:
    post(client, entry, "pausar")
    entry.refresh_from_db()
    assert not entry.enabled
    shown = page(client)
    assert "Paused" in shown
    assert str(member) in shown
    post(client, entry, "reanudar")
    entry.refresh_from_db()
    assert entry.enabled
    history = client.get(f"/admin/django_celery_beat/periodictask/{entry.pk}/history/").content
    assert b"paused" in history
    assert b"resumed" in history


def test_what_was_due_in_a_pause_is_not_overdue_after_it(
    client: Client, entry: PeriodicTask
) -> None:
    PeriodicTask.objects.filter(pk=entry.pk).update(last_run_at=timezone.now() - timedelta(days=2))
    post(client, entry, "pausar")
    post(client, entry, "reanudar")
    assert "overdue:" not in page(client)


def test_an_entry_that_was_deleted_is_offered_and_put_back(client: Client) -> None:
    start_again()
    PeriodicTask.objects.get(name="resumen-diario").delete()
    start_again()
    assert "Somebody deleted it" in page(client)
    client.post("/programadas/resumen-diario/reponer/")
    assert PeriodicTask.objects.get(name="resumen-diario").enabled
    assert "Somebody deleted it" not in page(client)
    assert client.post("/programadas/resumen-diario/reponer/").status_code == 404


# --- live ------------------------------------------------------------------------------------


@pytest.fixture
def look() -> Callable[[bool], Look]:
    return lambda staff: Look("programadas", "en", "America/Mexico_City", staff=staff)


def test_what_happens_to_a_run_shows_in_its_entry(
    client: Client, entry: PeriodicTask, look: Callable[[bool], Look]
) -> None:
    post(client, entry, "ahora")
    run = begun(run_of(entry))
    shown = render(str(run.pk), look(True))
    assert f'id="entry-{entry.pk}"' in shown
    assert f'data-run="{run.pk}"' in shown
    assert "Processing" in shown
    assert render(str(run.pk), look(False)) == ""


def test_a_run_that_is_not_periodic_shows_nowhere(
    people: People, look: Callable[[bool], Look]
) -> None:
    run = now(ask(people.new()))
    assert render(str(run.pk), look(True)) == ""


# --- the administration ----------------------------------------------------------------------


def test_moments_can_be_looked_at_in_the_administration(
    client: Client, entry: PeriodicTask
) -> None:
    post(client, entry, "ahora")
    shown = client.get("/admin/progress/slot/", {"q": entry.name})
    assert entry.name in shown.content.decode()
    slot = Slot.objects.get(name=entry.name)
    assert client.get(f"/admin/progress/slot/{slot.pk}/change/").status_code == 200
    assert client.post(f"/admin/progress/slot/{slot.pk}/delete/").status_code == 403


def test_hours_can_be_changed_in_the_administration(client: Client, entry: PeriodicTask) -> None:
    where = f"/admin/django_celery_beat/periodictask/{entry.pk}/change/"
    assert client.get("/admin/django_celery_beat/periodictask/").status_code == 200
    assert client.get(where).status_code == 200
    other = CrontabSchedule.objects.create(minute="30", hour="9")
    fields = {
        "name": entry.name,
        "regtask": "",
        "task": entry.task,
        "enabled": "on",
        "crontab": str(other.pk),
        "args": entry.args,
        "kwargs": "{}",
        "headers": "{}",
        "queue": entry.queue,
    }
    answer = client.post(where, fields)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    entry.refresh_from_db()
    assert entry.crontab == other
    assert "Every day at 09:30" in page(client)
