"""A real worker tells how long it will be, keeps what it told, and is what others wait for."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation
from django.utils.html import strip_tags

from dashboard.waiting import waits_of
from dashboard.waiting_words import waiting_words
from proyecto.progress import history, record
from proyecto.progress.models import Promise, TaskRun
from proyecto.progress.vocabulary import TaskState
from tests.scripts.waiting import until
from tests.stack.guion import guion
from tests.stack.stack import Stack
from tests.workers.conftest import Play, ended, now, started
from workers.active import ActiveRun


def said(run: TaskRun, staff: bool = False) -> str:
    with translation.override("es-mx"):
        return strip_tags(waiting_words(waits_of([now(run)])[str(run.pk)], staff))


@pytest.fixture
def past() -> Iterator[None]:
    """Runs of the scripted task, of size 7, that took about a minute each."""
    end = timezone.now()
    rows = [
        TaskRun(
            task="guion", queue="nobody", size=7, state=TaskState.SUCCESS, created_at=end,
            changed_at=end, started_at=end - timedelta(seconds=55 + n), finished_at=end,
        )
        for n in range(10)
    ]  # fmt: skip
    TaskRun.objects.bulk_create(rows)
    history._kept.pop("guion", None)
    yield
    TaskRun.objects.filter(pk__in=[row.pk for row in rows]).delete()
    history._kept.pop("guion", None)


@pytest.mark.usefixtures("past", "redis_process", "as_declared")
def test_an_attempt_shows_a_range_and_promises_it_once_a_mark(play: Play) -> None:
    run = play(queue=f"nobody-{uuid.uuid4()}")
    held = record.claim(run.pk, "w")
    assert held is not None
    active = ActiveRun(guion, held)
    active.size(7)
    low, high = active.so_far().low, active.so_far().high
    assert low is not None
    assert high is not None
    assert 40 < low < 60 < high < 80
    active.promise()
    for done in (0, 0, 40, 40):
        active.report(done, 100, phase="dos")
        active.so_far()
        active.promise()
    made = {row.moment: row for row in Promise.objects.filter(run=run)}
    assert made.keys() == {"started", "250", "500"}
    assert made["started"].low == pytest.approx(low, abs=2)
    assert made["500"].guess < made["250"].guess < made["started"].guess
    assert now(run).size == 7
    assert record.succeed(run.pk, 1, {}, active.so_far())
    assert {row.kept for row in Promise.objects.filter(run=run)} == {False}, "it took no minute"


def test_real_workers_that_are_busy_free_and_gone_are_told_as_that(
    crew: Stack, play: Play, tmp_path: Path
) -> None:
    gates = [tmp_path / str(number) for number in range(2)]
    busy = [started(play(["until", str(gate)])) for gate in gates]
    waiting = [play(["give", 1]) for _ in range(2)]
    until(lambda: said(waiting[0]).startswith("Es la siguiente: todos los trabajadores"))
    assert said(waiting[1]).startswith("Una va antes, y es tuya")
    for gate in gates:
        gate.touch()
    for run in (*busy, *waiting):
        ended(run)
    later: Any = play(["give", 1], queue="guion", run_at=timezone.now() + timedelta(hours=1))
    with crew.whole("guion", "beat"):
        crew["guion"].end()
        record.move(later.pk, None)
        until(lambda: said(later).startswith("Ahora ningún trabajador atiende esta cola"))
        assert "Ningún trabajador atiende la cola guion." in said(later, staff=True)
    ended(later)
