"""One event on its way to programs."""

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from dashboard.api.told import Told, addressed, newer
from proyecto.progress.broadcast import event_of
from proyecto.progress.events import TICK, Event, Position
from proyecto.progress.models import TaskRun
from proyecto.progress.snapshot import snapshot
from tests.dashboard.runs import ask, done, failed, now
from tests.stack.frames import check
from tests.stack.people import People

ALIAS = "00000000-0000-4000-8000-000000000001"

pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.mark.parametrize(
    ("at", "have", "milestone", "news"),
    [
        (("e", 5, 2), ("e", 4, 2), False, True),
        (("e", 4, 2), ("e", 4, 2), False, False),
        (("e", 3, 2), ("e", 4, 2), False, False),
        (("f", 1, 2), ("e", 4, 2), False, True),
        (("e", 9, 1), ("e", 4, 2), False, False),
        (("e", 1, 3), ("e", 4, 2), False, True),
        (("e", 5, 3), ("e", 4, 2), True, True),
        (("e", 9, 2), ("e", 4, 2), True, False),
        (("f", 9, 2), ("e", 4, 2), True, False),
    ],
)
def test_what_is_news(at: Any, have: Any, milestone: bool, news: bool) -> None:
    assert newer(Position(*at), Position(*have), milestone=milestone) is news


def events(run: TaskRun) -> list[Event]:
    return [event_of(row) for row in run.events.order_by("n")]


def test_every_milestone_is_a_frame_of_the_document_and_says_how_the_run_then_stood(
    people: People,
) -> None:
    for run in (done(ask(people.new())), failed(ask(people.new(), title='"subs":[]'))):
        for event in events(run):
            told = Told(str(run.pk), Position("e", 1, event.n), event)
            frame = check(addressed(told.text, '"a","b"'))
            assert frame["subs"] == ["a", "b"]
            assert frame["live"]["title"] == run.title
        fresh = snapshot([now(run)])[str(run.pk)].live
        assert event.live == fresh


def test_a_guest_is_told_how_far_and_nothing_of_whose_or_why(people: People) -> None:
    run = failed(ask(people.new(), title="Playa"), error="not_media")
    text = Told(str(run.pk), Position("e", 1, 3), events(run)[-1]).masked(ALIAS)
    frame = check(json.loads(text))
    assert (frame["run"], frame["live"]["run"]) == (ALIAS, ALIAS)
    assert frame["live"]["owner"] is None
    assert frame["live"]["error"] == ""
    assert str(run.pk) not in text
    assert "not_media" not in text


async def test_numbers_are_ticks(people: People) -> None:
    run = await sync_to_async(ask)(await sync_to_async(people.new)())
    tick = Event(type=TICK, at=run.created_at, live=run.live())
    told = Told(str(run.pk), Position("e", 2, 1), tick)
    assert not told.milestone
    assert json.loads(told.text)["kind"] == "run.tick"
