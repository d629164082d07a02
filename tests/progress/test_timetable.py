"""What the code says is periodic, beside what an admin changed."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from celery.schedules import crontab
from django.conf import settings
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from proyecto.progress.models import WrittenEntry
from proyecto.progress.timetable import adopt, deleted, put_back
from tests.progress.schedule import blank_schedule, start_again

pytestmark = pytest.mark.usefixtures("committed", "redis_process")

NIGHTLY: dict[str, Any] = {"task": "guion", "schedule": crontab(minute="0", hour="3")}


@pytest.fixture(autouse=True)
def blank() -> Iterator[None]:
    with blank_schedule():
        yield


def entry(name: str = "nocturna") -> PeriodicTask:
    return PeriodicTask.objects.get(name=name)


def says(**changed: Any) -> Mapping[str, Any]:
    return {"nocturna": {**NIGHTLY, **changed}}


def move(name: str, hour: str) -> None:
    """An admin gives an entry another hour."""
    task = entry(name)
    task.crontab = CrontabSchedule.objects.create(minute="30", hour=hour)
    task.save()


def test_a_first_start_makes_every_entry_of_the_code_in_the_clock_of_mexico_city() -> None:
    start_again()
    made = {task.name: task for task in PeriodicTask.objects.all()}
    assert made.keys() == settings.CELERY_BEAT_SCHEDULE.keys()
    assert all(task.enabled for task in made.values())
    zones = {str(task.crontab.timezone) for task in made.values() if task.crontab}
    assert zones == {"America/Mexico_City"}
    assert made["reporte-mensual"].args == "[]", "the month is not decided when the code is read"


def test_what_an_admin_changed_survives_the_start_of_a_beat() -> None:
    start_again()
    move("resumen-diario", "9")
    paused, asked = entry("resumen-semanal"), entry("reporte-mensual")
    paused.enabled, asked.args = False, "[1, 2026]"
    paused.save()
    asked.save()
    start_again()
    start_again()
    moved = entry("resumen-diario").crontab
    assert (moved.hour, moved.minute) == ("9", "30")
    assert not entry("resumen-semanal").enabled
    assert entry("reporte-mensual").args == "[1, 2026]"


def test_a_start_leaves_what_is_right_untouched() -> None:
    start_again()
    before = {task.name: task.date_changed for task in PeriodicTask.objects.all()}
    start_again()
    assert {task.name: task.date_changed for task in PeriodicTask.objects.all()} == before


def test_a_release_changes_what_nobody_changed() -> None:
    adopt(says())
    adopt(says(schedule=crontab(minute="15", hour="4"), args=(1,), options={"expire_seconds": 60}))
    changed = entry()
    assert (changed.crontab.hour, changed.crontab.minute) == ("4", "15")
    assert (changed.args, changed.expire_seconds) == ("[1]", 60)


def test_a_release_changes_the_rest_of_an_entry_whose_hour_an_admin_changed() -> None:
    adopt(says())
    move("nocturna", "9")
    adopt(says(schedule=crontab(minute="15", hour="4"), args=(1,)))
    adopt(says(schedule=crontab(minute="15", hour="5"), args=(2,)))
    changed = entry()
    assert (changed.crontab.hour, changed.args) == ("9", "[2]")


def test_an_hour_that_was_edited_in_place_is_an_admins_too() -> None:
    adopt(says())
    CrontabSchedule.objects.filter(hour="3").update(hour="9")
    adopt(says())
    assert entry().crontab.hour == "9"


def test_a_release_changes_the_kind_of_a_schedule() -> None:
    adopt(says())
    adopt(says(schedule=timedelta(hours=2)))
    changed = entry()
    assert (changed.crontab, changed.interval.every) == (None, 7200)


def test_an_entry_that_was_there_before_is_left_as_it_is() -> None:
    adopt(says())
    WrittenEntry.objects.all().delete()
    move("nocturna", "9")
    adopt(says())
    assert entry().crontab.hour == "9"


def test_what_the_code_has_no_more_goes() -> None:
    adopt(says())
    adopt({})
    assert not PeriodicTask.objects.filter(name="nocturna").exists()
    assert not WrittenEntry.objects.exists()


def test_what_the_code_has_no_more_is_paused_where_an_admin_changed_it() -> None:
    adopt(says())
    move("nocturna", "9")
    adopt({})
    assert not entry().enabled
    adopt(says())
    assert not entry().enabled


def test_an_entry_of_an_admins_own_is_nobody_elses() -> None:
    own = PeriodicTask.objects.create(
        name="propia", task="guion", crontab=CrontabSchedule.objects.create(hour="5")
    )
    adopt(says())
    adopt({})
    own.refresh_from_db()
    assert own.enabled


def test_an_entry_that_was_deleted_stays_so_until_it_is_put_back() -> None:
    adopt(says())
    entry().delete()
    adopt(says())
    assert not PeriodicTask.objects.filter(name="nocturna").exists()
    assert deleted(says()) == ["nocturna"]
    put_back("nocturna", says()["nocturna"])
    assert entry().crontab.hour == "3"
    assert deleted(says()) == []


def test_an_entry_that_makes_no_sense_holds_up_no_other() -> None:
    adopt({"rota": {"task": "guion", "schedule": "whenever"}, **says()})
    assert entry().enabled
    assert not PeriodicTask.objects.filter(name="rota").exists()
