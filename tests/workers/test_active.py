"""The bar of an attempt: it never goes back and is never full."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from tests.stack.guion import guion
from tests.workers.conftest import Play
from workers.active import ActiveRun
from workers.outcomes import Cancelled, Superseded


@pytest.fixture
def run(play: Play, redis_process: Any, as_declared: None) -> Iterator[TaskRun]:
    """Held by this process."""
    asked = play(queue="nobody-active")
    claimed = record.claim(asked.pk, "w")
    assert claimed is not None
    yield claimed
    record.fail(asked.pk, TaskRun.objects.get(pk=asked.pk).attempt, "error", "error")  # type: ignore[arg-type]


def next_attempt(run: TaskRun) -> ActiveRun:
    """The run after its worker was lost."""
    record.lose(run.pk, run.attempt)
    claimed = record.claim(run.pk, "w")
    assert claimed is not None
    return ActiveRun(guion, claimed)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_reported_the_bar_never_goes_back_and_is_never_full(
    run: TaskRun, seed: int
) -> None:
    chance = random.Random(seed)
    active = ActiveRun(guion, run)
    shown = [active.so_far().permille]
    for phase in ("uno", "dos"):
        active.report(phase=phase)
        for _ in range(30):
            active.report(chance.uniform(-1, 12), chance.choice([None, 0, 10]))
            shown.append(active.so_far().permille)
    assert shown == sorted(shown)
    assert shown[-1] < 1000


def test_a_new_attempt_keeps_the_bar_in_place_until_it_has_caught_up(run: TaskRun) -> None:
    first = ActiveRun(guion, run)
    first.report(1, 2, phase="dos")
    record.renew(run.pk, 1, first.so_far())
    again = next_attempt(run)
    again.report(0, 1, phase="uno")
    assert again.so_far().permille == 625
    again.report(3, 4, phase="dos")
    assert again.so_far().permille == 812


def test_a_phase_that_goes_on_where_it_was_stands_where_it_really_is(run: TaskRun) -> None:
    first = ActiveRun(guion, run)
    first.report(2, 3, phase="dos")
    record.renew(run.pk, 1, first.so_far())
    again = next_attempt(run)
    again.report(0, 3, phase="dos")
    again.resumed(1 / 3)
    assert again.so_far().permille == 500


def test_who_was_told_to_stop_hears_it_at_the_next_report(run: TaskRun) -> None:
    active = ActiveRun(guion, run)
    active.stop(Cancelled())
    active.stop(Superseded())
    with pytest.raises(Cancelled):
        active.report(1, 2)
    with pytest.raises(Cancelled):
        active.checked()


def test_an_attempt_that_lost_its_run_is_stopped_by_its_next_milestone(run: TaskRun) -> None:
    zombie = ActiveRun(guion, run)
    next_attempt(run)
    with pytest.raises(Superseded):
        zombie.report(phase="uno")


def test_a_milestone_of_the_past_does_not_come_back_as_a_phase(run: TaskRun) -> None:
    active = ActiveRun(guion, run)
    for _ in range(5):
        active.report(1, 2, phase="uno")
    assert list(run.events.values_list("type", flat=True)).count("run.phase") == 1


def test_what_comes_next_is_launched_once_however_often_an_attempt_is_lost(
    run: TaskRun, play: Play
) -> None:
    subject = f"prueba:{run.pk}"
    assert not ActiveRun(guion, run).followed(subject, "guion")
    play(subject=subject, queue="nobody-active")
    assert next_attempt(run).followed(subject, "guion")
