"""Events are closed where they are made and open where they are read."""

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema
import msgspec
import pytest

from proyecto.progress import bar
from proyecto.progress.events import Event, LiveState, Position, decode_event, encoder
from proyecto.progress.vocabulary import Milestone, TaskState

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def a_live_state(**changes: Any) -> LiveState:
    """One with something in each place."""
    known: dict[str, Any] = {
        "run": "0b8b6f6e-8a57-4a52-a5c0-9b9d4b6a0f11",
        "task": "procesar_video",
        "title": "Playa",
        "subject": "video:3",
        "owner": 7,
        "state": TaskState.STARTED,
        "cause": "",
        "attempt": 1,
        "attempts": 4,
        "cancelling": False,
        "created": NOW,
        "started": NOW,
        "finished": None,
        "run_at": None,
        "error": "",
        "error_facts": {},
        "progress": bar.fresh({"uno": 1.0}),
    }
    return LiveState(**known | changes)


def schema() -> dict[str, Any]:
    return msgspec.json.schema(Event)


@pytest.mark.parametrize("type_", Milestone)
def test_an_event_comes_back_as_it_was_sent(type_: Milestone) -> None:
    event = Event(type=type_, at=NOW, n=3, live=a_live_state())
    assert decode_event(encoder.encode(event)) == event


def test_a_field_that_does_not_exist_fails_where_the_event_is_made() -> None:
    with pytest.raises(TypeError):
        a_live_state(percent=12)


def test_a_reader_passes_over_fields_that_it_does_not_know() -> None:
    event = Event(type="run.tick", at=NOW, live=a_live_state())
    newer = json.loads(encoder.encode(event))
    newer["signature"] = "abc"
    newer["live"]["priority"] = 3
    newer["live"]["progress"]["phases"][0]["colour"] = "red"
    assert decode_event(json.dumps(newer)) == event


def test_a_type_that_a_reader_does_not_know_is_still_an_event() -> None:
    event = Event(type="run.archived", at=NOW, n=9, live=a_live_state())
    assert decode_event(encoder.encode(event)).type == "run.archived"


def test_a_state_outside_the_vocabulary_is_refused() -> None:
    event = json.loads(encoder.encode(Event(type="run.tick", at=NOW, live=a_live_state())))
    event["live"]["state"] = "DANCING"
    with pytest.raises(msgspec.ValidationError):
        decode_event(json.dumps(event))


def test_what_is_sent_fits_the_exported_schema_and_what_is_not_an_event_does_not() -> None:
    sent = json.loads(encoder.encode(Event(type="run.queued", at=NOW, n=1, live=a_live_state())))
    jsonschema.validate(sent, schema())
    del sent["live"]["progress"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(sent, schema())


def test_the_schema_names_every_state_of_the_vocabulary() -> None:
    assert set(schema()["$defs"]["TaskState"]["enum"]) == set(TaskState)


def test_a_place_is_read_by_people_and_pages() -> None:
    assert str(Position("a1-9f", 12, 3)) == "a1-9f 12 3"
    assert str(Position()) == "- 0 0"
