"""Frames: short, and in the viewer's language."""

import json
from typing import Any

import pytest

from dashboard.fragments import Look
from dashboard.frames import milestone_frame, tick_piece
from proyecto.progress.broadcast import event_of
from proyecto.progress.events import Position
from proyecto.progress.snapshot import snapshot
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import ask, begun, done, failed, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")
AT = Position("epoch", 9, 3)


def frame(run: Any, language: str = "es-mx", mine: bool = True) -> dict[str, Any]:
    look = Look("tareas", language, "UTC", False)
    event = event_of(run.events.order_by("n").last())
    made: dict[str, Any] = json.loads(
        milestone_frame(str(run.pk), AT, event, look, "<li>", mine=mine)
    )
    return made


def test_a_milestone_says_where_it_stands_and_what_to_show(people: People) -> None:
    run = done(ask(people.new()))
    made = frame(run)
    assert (made["t"], made["run"], made["type"]) == ("ms", str(run.pk), "run.succeeded")
    assert (made["pos"], made["html"], made["replayed"]) == (["epoch", 9, 3], "<li>", False)


def test_a_milestone_is_said_in_the_viewers_language(people: People) -> None:
    run = done(ask(people.new(), title="Playa"))
    spanish, english = frame(run)["say"], frame(run, "en")["say"]
    assert spanish != english
    assert "Playa" in spanish
    assert "Playa" in english


def test_a_milestone_says_whether_the_run_is_the_readers_own(people: People) -> None:
    run = failed(ask(people.new()))
    assert frame(run)["mine"] is True
    assert frame(run, mine=False)["mine"] is False


def test_each_end_has_its_colour(people: People) -> None:
    owner = people.new()
    assert frame(done(ask(owner)))["level"] == "ok"
    assert frame(failed(ask(owner)))["level"] == "bad"
    assert frame(failed(ask(owner), Cause.CANCELLED))["level"] == "warn"
    assert frame(begun(ask(owner)))["level"] == "info"


def test_the_numbers_of_a_run_are_one_short_list(people: People) -> None:
    run = told(begun(ask(people.new())))
    known = snapshot([run])[str(run.pk)]
    numbers = json.loads(tick_piece(str(run.pk), known))
    place = [known.at.epoch, known.at.seq]
    assert numbers == [str(run.pk), 0, None, None, None, None, 0, *place, 1, None, None]
    assert len(tick_piece(str(run.pk), known)) < 170
