"""The OpenAPI document, and the page on which people read it: ninja's, completed by what it does
not know of, such as how we say no."""

import json
from copy import deepcopy
from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from dashboard.api.http.answers import AGAIN, MARK
from dashboard.api.http.app import api
from dashboard.api.http.elsewhere import PATHS, key_parameter
from dashboard.api.http.samples import SAMPLES
from dashboard.api.http.shapes import SHAPES, Problem
from dashboard.api.problems import PROBLEM as KIND

REF = "#/components/schemas/{name}"
# What each operation may answer besides.
ALWAYS = {
    "400": "The request can't be read, or a field of it makes no sense.",
    "401": "No token, or one that opens nothing (any more).",
    "403": "The token lacks a scope.",
    "422": "Something in the request is missing or makes no sense.",
    "429": "Too many requests: `Retry-After` tells when to come back.",
    "500": "The server failed.",
    "503": "A part of the server is away: try again.",
}
NOT_FOUND = "There is no such thing, or not for you: the same answer."
CONFLICT = "Not as things stand, or the `Idempotency-Key` was used for something else."
UPLOADS = {
    "413": "The file is too large, or too much for what is left of your room.",
    "415": "The file is of a kind that is not taken.",
    "507": "There is no room on the server just now.",
}
FILE = {
    "200": "The file.",
    "206": "The one range of it that was asked for.",
    "304": "It is the one that you have (`If-None-Match`).",
    "416": "The range lies behind its end.",
}


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The document, for programs."""
    return HttpResponse(_text(), content_type="application/json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people: ninja's own Swagger UI, with nothing from outside."""
    settings = {"url": reverse("api_openapi"), "layout": "BaseLayout", "deepLinking": True}
    context = {"swagger_settings": json.dumps(settings)}
    return render(request, "api/docs.html", context)


@cache
def document() -> dict[str, Any]:
    """All of it; in English, whoever asks first."""
    with translation.override("en"):
        made: dict[str, Any] = deepcopy(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
    made["paths"] = {path: dict(ways) for path, ways in made["paths"].items()}
    for path, ways in made["paths"].items():
        for method, operation in ways.items():
            ways[method] = _completed(path, method, deepcopy(operation))
    made["paths"] |= deepcopy(PATHS)
    schemas = msgspec.json.schema_components(SHAPES, ref_template=REF)[1]
    for name, sample in SAMPLES.items():
        schemas[name]["examples"] = [sample]
    made["components"]["schemas"] |= schemas
    return _resolved(made)


@cache
def _text() -> str:
    return json.dumps(document(), indent=1)


def _completed(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """What every operation has in common."""
    told = {str(status): answer for status, answer in operation["responses"].items()}
    if path.endswith("{name}"):
        told = {status: {"description": words} for status, words in FILE.items()}
        for status in ("200", "206"):
            told[status]["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
        told["416"]["content"] = _problem()
    told |= {status: _no(words) for status, words in _refusals(path, method, operation).items()}
    if method == "post":
        operation.setdefault("parameters", []).append(key_parameter())
        for status in ("200", "201"):
            if status in told:
                told[status]["headers"] = _again()
    operation["responses"] = dict(sorted(told.items()))
    operation["operationId"] = _name(operation["operationId"], method)
    return operation


def _refusals(path: str, method: str, operation: dict[str, Any]) -> dict[str, str]:
    told = dict(ALWAYS)
    if "{" in path:
        told["404"] = NOT_FOUND
    if method in ("post", "delete"):
        told["409"] = CONFLICT
    if "requestBody" in operation:
        told["413"] = "The request is too large."
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        told |= UPLOADS
    return told


def _name(given: str, method: str) -> str:
    """Ours are called as the functions are, without where they lie."""
    name = given.rpartition("operations_")[2]
    return f"{name}_head" if method == "head" else name


def _no(words: str) -> dict[str, Any]:
    return {"description": words, "content": _problem()}


def _problem() -> dict[str, Any]:
    return {KIND: {"schema": {MARK: Problem.__name__}}}


def _again() -> dict[str, Any]:
    return {
        AGAIN: {"description": "It had been done before.", "schema": {"type": "string"}},
    }


def _resolved(part: Any) -> Any:
    """The same with references where marks stand."""
    if isinstance(part, dict):
        if MARK in part:
            return {"$ref": REF.format(name=part[MARK])}
        return {name: _resolved(one) for name, one in part.items()}
    return [_resolved(one) for one in part] if isinstance(part, list) else part
