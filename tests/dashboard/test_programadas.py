"""The page of what is periodic."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from dashboard.fragments import Look, render
from proyecto.progress import record
from proyecto.progress.lease import BEAT, Tenancy
from proyecto.progress.models import Slot, TaskRun
from proyecto.progress.slots import miss
from tests.dashboard.runs import ask, begun, done, failed, now
from tests.progress.schedule import blank_schedule, start_again
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("committed", "redis_process")
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def blank() -> Iterator[None]:
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


# --- who may ---------------------------------------------------------------------------------


def test_it_is_there_for_the_team_alone(people: People, entry: PeriodicTask) -> None:
    stranger = signed_in(people.new())
    assert stranger.get("/programadas/").status_code == 404
    for what in ("ahora", "pausar", "reanudar"):
        assert post(stranger, entry, what).status_code == 404
        assert post(Client(), entry, what).status_code == 302
    entry.refresh_from_db()
    assert entry.enabled
    assert not Slot.objects.filter(name=entry.name).exists()


def test_its_commands_are_no_links(client: Client, entry: PeriodicTask) -> None:
    for what in ("ahora", "pausar", "reanudar"):
        assert client.get(f"/programadas/{entry.pk}/{what}/").status_code == 405


# --- what it shows ---------------------------------------------------------------------------


def test_it_shows_every_entry_of_the_code_with_its_hour_in_words(client: Client) -> None:
    start_again()
    shown = page(client)
    for words in (
        "every day at 03:00",
        "Monday to Friday at 08:00",
        "every Monday at 07:00",
        "every 6 hours, from midnight on",
        "on day 1 of every month at 06:00",
        "every hour",
    ):
        assert words in shown
    assert "by the clock of" not in shown


def test_who_lives_elsewhere_reads_whose_clock_it_is_and_their_own(
    people: People, entry: PeriodicTask
) -> None:
    shown = page(signed_in(people.new(is_staff=True, zona_horaria="Asia/Tokyo")))
    assert "every day at 03:00" in shown
    assert "by the clock of Mexico City; 18:00 by yours" in shown


@pytest.mark.parametrize(
    ("crontab", "words"),
    [
        ({"minute": "*/10", "hour": "8-17"}, "by the pattern */10 8-17 * * *"),
        ({"minute": "5", "hour": "4", "day_of_week": "2,4"}, "every Tuesday, Thursday at 04:05"),
        ({"minute": "5", "hour": "4", "day_of_week": "sun"}, "every Sunday at 04:05"),
        ({"minute": "0", "hour": "*/5"}, "by the pattern 0 */5 * * *"),
        ({"minute": "0", "hour": "0", "day_of_month": "30", "month_of_year": "2"}, "never"),
    ],
)
def test_other_hours_have_words_too(client: Client, crontab: dict[str, str], words: str) -> None:
    make(crontab=CrontabSchedule.objects.create(**crontab))
    assert words in page(client)


def test_it_shows_how_the_last_run_went(client: Client, entry: PeriodicTask) -> None:
    post(client, entry, "ahora")
    run = run_of(entry)
    assert "Queued" in page(client)
    held = begun(run)
    record.succeed(run.pk, held.attempt, {"deleted": 12}, held.how_far)
    shown = page(client)
    assert f'href="/tareas/{run.pk}/"' in shown
    assert "12 sessions deleted" in shown


def test_a_failed_run_says_why_until_another_try_went_well(
    client: Client, entry: PeriodicTask
) -> None:
    post(client, entry, "ahora")
    run = failed(run_of(entry), error="disk_full")
    assert "The disk is full." in page(client)
    client.post(f"/tareas/{run.pk}/reintentar/")
    done(TaskRun.objects.get(retry_of=run))
    shown = page(client)
    assert "The disk is full." not in shown
    assert "Ready" in shown


def test_a_moment_that_was_missed_is_said(client: Client, entry: PeriodicTask) -> None:
    assert "was not started" not in page(client)
    for hours in (5, 29, 53, 77):
        miss(entry.name, timezone.now() - timedelta(hours=hours))
    miss(entry.name, timezone.now() - timedelta(days=30))
    assert "It was not started 4 times in the last seven days:" in page(client)


def test_an_entry_that_is_overdue_is_said(client: Client, entry: PeriodicTask) -> None:
    PeriodicTask.objects.filter(pk=entry.pk).update(last_run_at=timezone.now() - timedelta(days=2))
    assert "overdue:" in page(client)


def test_it_says_whether_anybody_starts_anything(client: Client) -> None:
    assert "No scheduler has run so far." in page(client)
    beat = Tenancy(BEAT, 60)
    beat.take()
    assert "The scheduler has been running since" in page(client)
    beat.give_back()
    assert "No scheduler has been running since" in page(client)


# --- what it does ----------------------------------------------------------------------------


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
    assert "every day at 09:30" in page(client)
