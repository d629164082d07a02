"""The bar: one honest number from phases with weights."""

from datetime import UTC, datetime, timedelta

import pytest

from proyecto.progress import bar
from proyecto.progress.events import Progress
from proyecto.progress.vocabulary import TaskState

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def progress() -> Progress:
    return bar.fresh({"leer": 1, "hacer": 8, "guardar": 1})


def states(progress: Progress) -> list[str]:
    return [phase.state for phase in progress.phases]


def test_a_phase_moves_the_bar_by_its_share(progress: Progress) -> None:
    bar.enter(progress, "hacer", NOW)
    assert bar.permille(progress, 0) == 100
    assert bar.permille(progress, 0.5) == 500
    assert bar.permille(progress, 1) == 900


@pytest.mark.parametrize("fraction", [1.0, 1.5, 1e9])
def test_the_bar_is_never_full_before_the_end(progress: Progress, fraction: float) -> None:
    bar.enter(progress, "guardar", NOW)
    assert bar.permille(progress, fraction) == 999
    assert bar.permille(bar.fresh({}), fraction) == 999


def test_a_fraction_below_nothing_counts_as_nothing(progress: Progress) -> None:
    bar.enter(progress, "hacer", NOW)
    assert bar.permille(progress, -3) == 100


def test_before_the_first_phase_the_bar_is_empty(progress: Progress) -> None:
    assert bar.permille(progress, 1.0) == 0


def test_entering_a_phase_ends_those_before_it_and_takes_their_time(progress: Progress) -> None:
    bar.enter(progress, "leer", NOW)
    bar.enter(progress, "hacer", NOW + timedelta(seconds=3))
    assert states(progress) == ["done", "run", "wait"]
    assert progress.phases[0].seconds == 3
    assert progress.phases[1].seconds is None
    assert progress.phase == "hacer"


def test_entering_a_phase_forgets_the_numbers_of_the_one_before(progress: Progress) -> None:
    progress.done, progress.total, progress.speed, progress.eta = 3, 4, 1.5, 9
    progress.message = "cuadro 3"
    bar.enter(progress, "hacer", NOW)
    assert {progress.done, progress.total, progress.speed, progress.eta} == {None}
    assert progress.message == ""


def test_a_phase_that_was_not_declared_is_an_error_that_names_those_that_were(
    progress: Progress,
) -> None:
    with pytest.raises(KeyError, match="leer, hacer, guardar"):
        bar.enter(progress, "cocinar", NOW)
    assert states(progress) == ["wait", "wait", "wait"]


def test_a_new_attempt_starts_with_all_phases_waiting_and_the_bar_in_place(
    progress: Progress,
) -> None:
    bar.enter(progress, "hacer", NOW)
    progress.permille, progress.preview, progress.facts = 640, 7, {"hls": True}
    again = bar.restart(progress)
    assert states(again) == ["wait", "wait", "wait"]
    assert (again.permille, again.preview, again.facts) == (640, 7, {"hls": True})
    assert again.phase == ""


def test_the_end_fills_the_bar_and_closes_every_phase(progress: Progress) -> None:
    bar.enter(progress, "leer", NOW)
    bar.complete(progress, NOW + timedelta(seconds=2))
    assert progress.permille == 1000
    assert states(progress) == ["done", "done", "done"]
    assert progress.phases[0].seconds == 2


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (TaskState.FAILURE, "bad"),
        (TaskState.RETRY, "bad"),
        (TaskState.REVOKED, "wait"),
        (TaskState.STARTED, "run"),
    ],
)
def test_the_phase_under_way_shows_how_the_run_stands(
    progress: Progress, state: TaskState, shown: str
) -> None:
    bar.enter(progress, "hacer", NOW)
    progress.speed = 2.0
    bar.settle(progress, state)
    assert states(progress) == ["done", shown, "wait"]
    assert (progress.speed is None) == (state != TaskState.STARTED)
