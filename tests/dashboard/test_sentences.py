"""Words for codes: none is missing, and none that is unknown ends a socket."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from dashboard.causes import ERRORS, error_advice, error_cause
from dashboard.fragments import Look
from dashboard.frames import milestone_frame
from dashboard.sentences import LISTED, SAID
from proyecto.progress.events import Event, LiveState, Position, Progress
from proyecto.progress.vocabulary import Cause, Milestone, TaskState
from workers.engines.errors import Failure, Rejection

NO_ERRORS = {Cause.NONE, Cause.CANCELLED, Cause.REJECTED}
CODES = [
    *Rejection,
    *Failure,
    "gone",
    "picture_gone",
    *(cause for cause in Cause if cause not in NO_ERRORS),
]
LOOK = Look("tareas", "es-mx", "America/Mexico_City", staff=False)


def live() -> LiveState:
    return LiveState(
        run="r", task="procesar_video", title="Boda", subject="", owner=1,
        state=TaskState.STARTED, cause="", attempt=1, attempts=4, cancelling=False,
        created=datetime.now(UTC), started=None, finished=None, run_at=None,
        error="", error_facts={}, progress=Progress(),
    )  # fmt: skip


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_every_code_has_a_cause_and_an_advice_of_its_own(code: str, language: str) -> None:
    assert code in ERRORS
    with translation.override(language):
        cause = error_cause(code, {"width": 0, "height": 0, "seconds": 4000, "limit": 3600})
        assert cause
        assert "%(" not in cause
        assert error_advice(code)
        assert error_cause(code, {})  # facts that an older worker did not give


@pytest.mark.parametrize("milestone", Milestone)
def test_every_milestone_has_its_words(milestone: Milestone) -> None:
    assert milestone in SAID
    assert milestone in LISTED


def test_a_milestone_of_a_newer_release_is_told_with_the_title_alone() -> None:
    event = Event(type="run.praised", at=datetime.now(UTC), live=live(), n=3)
    frame = milestone_frame("r", Position("e", 1, 3), event, LOOK, "", mine=True)
    assert '"say":"Boda"' in frame
    assert '"level":"info"' in frame
