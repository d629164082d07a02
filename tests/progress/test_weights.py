"""Phases' shares of the bar are learned from measured times."""

import uuid

import pytest

from proyecto.progress import record
from proyecto.progress.launch import launch
from proyecto.progress.vocabulary import KINDS, Kind
from proyecto.progress.weights import weights


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch, committed: None, redis_process: object) -> Kind:
    """A kind of task that nobody has run yet."""
    name = f"pesos-{uuid.uuid4().hex}"
    kind = Kind(name, queue=name, phases={"uno": 50, "dos": 50})
    monkeypatch.setitem(KINDS, name, kind)
    return kind


def done(kind: Kind, uno: float, dos: float) -> None:
    """A run that took so many seconds."""
    run = launch(kind.name)
    claimed = record.claim(run.pk, "w")
    assert claimed is not None
    progress = claimed.how_far
    progress.phases[0].seconds, progress.phases[1].seconds = uno, dos
    assert record.succeed(run.pk, 1, None, progress)


def test_until_a_few_runs_are_done_the_declared_shares_hold(kind: Kind) -> None:
    for _ in range(2):
        done(kind, 1, 9)
    assert weights(kind) == {"uno": 50, "dos": 50}


def test_then_each_phase_has_the_mean_share_of_time_that_it_took(kind: Kind) -> None:
    for uno, dos in ((1, 9), (2, 8), (60, 40)):
        done(kind, uno, dos)
    assert weights(kind) == {"uno": 30, "dos": 70}
    assert [phase.weight for phase in launch(kind.name).how_far.phases] == [30, 70]


def test_a_phase_that_takes_no_time_stays_visible(kind: Kind) -> None:
    for _ in range(3):
        done(kind, 0, 10)
    assert weights(kind)["uno"] == 0.5


def test_runs_that_failed_teach_nothing(kind: Kind) -> None:
    for _ in range(5):
        run = launch(kind.name)
        record.claim(run.pk, "w")
        assert record.fail(run.pk, 1, "error", "error")  # type: ignore[arg-type]
    assert weights(kind) == {"uno": 50, "dos": 50}
