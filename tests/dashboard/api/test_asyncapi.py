"""The AsyncAPI document: valid, complete, up to date, and what its examples say is true."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.test import Client
from django.utils import translation
from jsonschema import Draft7Validator

from dashboard.api import examples
from dashboard.api.asyncapi import document, tag_of
from dashboard.api.closes import CLOSES, REFUSALS
from dashboard.api.errors import Code
from dashboard.api.frames import FRAMES, REQUESTS
from dashboard.api.yaml_text import yaml_text
from proyecto.progress.events import TYPES
from tests.docs.markdown import ROOT, page
from tests.stack.frames import BadFrame, check

OFFICIAL = ROOT / "tests" / "vendor" / "asyncapi" / "3.0.0.json"


def official() -> Draft7Validator:
    return Draft7Validator(json.loads(OFFICIAL.read_text(encoding="utf-8")))


def test_the_committed_file_is_what_the_types_make() -> None:
    text = (ROOT / "docs" / "asyncapi.yaml").read_text(encoding="utf-8")

    assert yaml.safe_load(text) == document(), "stale: python manage.py asyncapi"
    assert text == yaml_text(document())


def test_it_meets_the_official_schema() -> None:
    assert [error.json_path for error in official().iter_errors(document())] == []


@pytest.mark.parametrize(
    "path",
    [("channels", "api"), ("operations", "receive.start"), ("components", "messages", "Ok")],
)
def test_a_planted_error_is_caught_by_the_official_schema(path: tuple[str, ...]) -> None:
    broken = copy.deepcopy(document())
    place = broken
    for step in path:
        place = place[step]
    place["adress"] = "/ws/v1/"

    assert [error.json_path for error in official().iter_errors(broken)] != []


def test_every_reference_leads_somewhere() -> None:
    for reference in references(document()):
        place = document()
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def references(value: Any) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) and isinstance(value.get("$ref"), str):
        yield value["$ref"]
    for one in inner:
        yield from references(one)


@pytest.mark.parametrize("channel", ["", "sandbox."])
def test_every_frame_has_its_operation(channel: str) -> None:
    operations = document()["operations"]

    for kind in FRAMES:
        assert operations[f"{channel}send.{tag_of(kind)}"]["action"] == "send"
    for kind in REQUESTS:
        asked = operations[f"{channel}receive.{tag_of(kind)}"]
        assert asked["action"] == "receive"
        assert len(asked["reply"]["messages"]) == 2


@pytest.mark.parametrize("kind", [*FRAMES, *REQUESTS])
def test_every_frame_has_an_example_that_is_true(kind: type) -> None:
    assert check(examples.example(kind))[("op" if kind in REQUESTS else "type")] == tag_of(kind)


def test_every_word_that_an_error_or_an_event_may_bear_is_there() -> None:
    schemas = document()["components"]["schemas"]

    assert set(schemas["Code"]["enum"]) == set(Code) == set(REFUSALS)
    kinds = schemas["EventFrame"]["properties"]["kind"]["anyOf"]
    assert {*schemas["Milestone"]["enum"], *kinds[1]["enum"]} == TYPES


def test_codes_mean_what_the_page_about_the_protocol_says() -> None:
    rows = page("docs/websocket-api.md").rows

    with translation.override("en"):
        compare_codes(rows)


def compare_codes(rows: list[list[str]]) -> None:
    told = [tuple(row) for row in rows if row[0].isdigit()]
    assert told == [(str(code), str(c.meaning), str(c.todo)) for code, c in CLOSES.items()]
    errors = {row[0].strip("`"): row[1] for row in rows if row[0].strip("`") in set(Code)}
    assert errors == {str(code): str(meaning) for code, meaning in REFUSALS.items()}


def test_what_a_reader_does_not_know_is_allowed_by_the_schemas() -> None:
    schemas = document()["components"]["schemas"].values()

    assert [s["title"] for s in schemas if s.get("additionalProperties") is False] == []
    assert check({"op": "ping", "id": "1", "colour": "blue"})


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        ({"type": "beat"}, r"beat: \$: 'time'"),
        ({"type": "beat", "time": "yesterday"}, r"\$\.time"),
        ({"type": "beat", "time": "2026-11-30T15:00:00"}, r"\$\.time"),
        ({"type": "beat", "time": "2026-11-30T15:00:00Z", "tme": 1}, "tme"),
        ({"type": "drum"}, "drum"),
        ({"type": "error", "code": "sorry", "message": ""}, r"\$\.code"),
        ({"type": "gone", "subs": [1], "run": examples.RUN}, r"\$\.subs\[0\]"),
        ({"type": "gone", "subs": [], "run": "7"}, r"\$\.run"),
        ({"op": "ping"}, "'id'"),
        ({"op": "ping", "id": ""}, r"\$\.id"),
        ({"op": "subscribe", "id": "1", "since": {"7": {"n": -1}}}, r"\$\.since"),
        ({}, "op"),
    ],
)
def test_a_wrong_frame_is_told_with_the_place(frame: dict[str, Any], place: str) -> None:
    with pytest.raises(BadFrame, match=place):
        check(json.dumps(frame))


def test_the_runs_of_a_list_are_held_to_their_type_too() -> None:
    run = {**examples.example(FRAMES[3])["live"], "at": {"n": 1, "epoch": "a", "seq": 1}}
    assert check({"type": "ok", "id": "1", "runs": [run, {**run, "result": {"id": 7}}]})

    with pytest.raises(BadFrame, match=r"\$\.runs\[0\].*colour"):
        check({"type": "ok", "id": "1", "runs": [{**run, "colour": "blue"}]})


def test_a_mistake_deep_within_is_told_with_its_path() -> None:
    snapshot = copy.deepcopy(examples.example(FRAMES[3]))
    snapshot["live"]["progress"]["phases"][0]["state"] = "sleeping"

    with pytest.raises(BadFrame, match=r"\$\.live\.progress\.phases\[0\]\.state"):
        check(snapshot)


@pytest.mark.parametrize(
    "value",
    [
        *({}, [], "", "yes", "No", "null", "1", "1.0", " a", "a: b", "- a", "a #b", "ñandú"),
        *("línea\nnueva", {"a": []}, {"b": {}}, [[1, [2]], {"c": [{"d": None}]}]),
        *({"on": True, "2": 0.5}, ["$ref", "%", "@", "~", "a:", "x y", "=", "!x", "&x", "*x"]),
    ],
)
def test_yaml_is_read_as_it_was_meant(value: Any) -> None:
    assert yaml.safe_load(yaml_text(value)) == value


def test_it_is_served_to_anybody_as_yaml_and_as_json() -> None:
    browser = Client()
    text = browser.get("/api/v1/asyncapi.yaml")
    data = browser.get("/api/v1/asyncapi.json")

    assert text.headers["Content-Type"] == "application/yaml"
    assert yaml.safe_load(text.content) == document() == data.json()
    assert text.headers["Access-Control-Allow-Origin"] == "*"
