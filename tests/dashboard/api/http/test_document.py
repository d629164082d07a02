"""The OpenAPI document: whole, by its own rules, and served with its page."""

import json
import subprocess
import sys
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import URLPattern
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from dashboard.api.http.app import api
from dashboard.api.http.document import document
from dashboard.api.http.samples import SAMPLES
from tests.stack.place import ROOT, Place

METHODS = ("get", "post", "patch", "delete", "head")


def operations() -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": operation
        for path, ways in document()["paths"].items()
        for method, operation in ways.items()
    }


def test_every_operation_is_in_it() -> None:
    served = {
        "/api/v1/" + str(route.pattern).replace("<int:", "{").replace("<path:", "{")
        for route in api.urls[0]
        if isinstance(route, URLPattern) and route.name != "api-root"
    }
    named = {path.replace("<", "{").replace(">", "}") for path in served}
    assert named <= set(document()["paths"])
    assert len(named) > 15


def test_every_operation_has_a_name_of_its_own_words_and_says_how_it_says_no() -> None:
    found = operations()
    names = [operation["operationId"] for operation in found.values()]
    assert len(set(names)) == len(names)
    for name, operation in found.items():
        assert operation["summary"], name
        if operation["security"]:
            told = operation["responses"]
            assert {"400", "401", "403", "429", "500", "503"} <= told.keys(), name
            assert "application/problem+json" in told["401"]["content"], name


def test_every_post_takes_a_key() -> None:
    for name, operation in operations().items():
        if name.startswith("post "):
            assert "Idempotency-Key" in {one["name"] for one in operation["parameters"]}, name


def test_it_is_a_document_by_the_official_schema() -> None:
    OPENAPI_31_VALIDATOR.validate(json.loads(json.dumps(document())))


def test_every_answer_of_ours_has_an_example_that_is_one() -> None:
    parts = document()["components"]
    for name, sample in SAMPLES.items():
        whole = {"$ref": f"#/components/schemas/{name}", "components": parts}
        jsonschema.validate(sample, whole, jsonschema.Draft202012Validator)
    shown = {
        answer["schema"]["$ref"].rpartition("/")[2]
        for operation in operations().values()
        if "Webhooks" not in operation["tags"]
        for told in operation["responses"].values()
        for kind, answer in told.get("content", {}).items()
        if "json" in kind
    }
    assert shown <= set(SAMPLES)


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(document())
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(document()["components"]["schemas"])
    assert "x-shape" not in text


def test_it_is_served_as_it_is_in_any_language_and_to_any_origin() -> None:
    answers = [
        Client().get("/api/v1/openapi.json", headers={"Accept-Language": language})
        for language in ("es", "en")
    ]
    assert answers[0].json() == answers[1].json() == json.loads(json.dumps(document()))
    assert answers[0]["Access-Control-Allow-Origin"] == "*"


def test_what_it_is_made_with_is_not_loaded_by_workers(place: Place) -> None:
    script = "import sys, django; django.setup(); print({'ninja', 'pydantic'} & set(sys.modules))"
    environment = place.environment | {"DJANGO_SETTINGS_MODULE": "proyecto.settings"}
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert said.strip() == "set()"


@pytest.mark.parametrize("method", ["get", "head"])
def test_its_page_takes_everything_from_here(method: str) -> None:
    answer = getattr(Client(), method)("/api/docs/")
    assert answer.status_code == 200
    assert b"//" not in answer.content.replace(b"http://www.w3.org", b"")
