"""The administration has words for every state and every cause."""

from proyecto.progress.models.words import CAUSES, STATES
from proyecto.progress.vocabulary import Cause, TaskState


def test_every_state_has_its_word() -> None:
    assert [state for state, _ in STATES] == list(TaskState)


def test_every_cause_has_its_word() -> None:
    assert [cause for cause, _ in CAUSES] == [cause for cause in Cause if cause]
