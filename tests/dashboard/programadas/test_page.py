"""What the page of periodic work shows, and to whom."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from proyecto.progress import record
from proyecto.progress.lease import BEAT, Tenancy
from proyecto.progress.models import Slot, TaskRun
from proyecto.progress.slots import miss
from tests.dashboard.programadas.conftest import make, page, post, run_of, signed_in
from tests.dashboard.runs import begun, done, failed
from tests.progress.schedule import start_again
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("committed", "redis_process")

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
        "Every day at 03:00",
        "Monday to Friday at 08:00",
        "Every Monday at 07:00",
        "Every 6 hours, from midnight on",
        "On day 1 of every month at 06:00",
        "Every hour",
    ):
        assert words in shown
    assert "by the clock of" not in shown


def test_who_lives_elsewhere_reads_whose_clock_it_is_and_their_own(
    people: People, entry: PeriodicTask
) -> None:
    shown = page(signed_in(people.new(is_staff=True, zona_horaria="Asia/Tokyo")))
    assert "Every day at 03:00" in shown
    assert "by the clock of Mexico City; 18:00 by yours" in shown


@pytest.mark.parametrize(
    ("crontab", "words"),
    [
        ({"minute": "*/10", "hour": "8-17"}, "By the pattern */10 8-17 * * *"),
        ({"minute": "5", "hour": "4", "day_of_week": "2,4"}, "Every Tuesday, Thursday at 04:05"),
        ({"minute": "5", "hour": "4", "day_of_week": "sun"}, "Every Sunday at 04:05"),
        ({"minute": "0", "hour": "*/5"}, "By the pattern 0 */5 * * *"),
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
    record.succeed(run.pk, held.attempt, {"deleted": 1200}, held.how_far)
    shown = page(client)
    assert f'href="/tareas/{run.pk}/"' in shown
    assert "1,200 sessions deleted" in shown


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


def test_a_missed_moment_is_a_notice_in_words(client: Client) -> None:
    start_again()
    miss("resumen-diario", timezone.now() - timedelta(minutes=2))
    shown = " ".join(client.get("/avisos/").content.decode().split())
    assert "Daily summary for the team was due" in shown


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
