"""The AsyncAPI document, for programs, on pages of any origin."""

from functools import cache

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard.api.asyncapi import document
from dashboard.api.yaml_text import yaml_text


@require_safe
def as_yaml(_request: HttpRequest) -> HttpResponse:
    """As docs/asyncapi.yaml has it."""
    return _open_to_all(_yaml(), "application/yaml")


@require_safe
def as_json(_request: HttpRequest) -> HttpResponse:
    """The same."""
    return _open_to_all(msgspec.json.encode(document()), "application/json")


@cache
def _yaml() -> bytes:
    return yaml_text(document()).encode()


def _open_to_all(body: bytes, kind: str) -> HttpResponse:
    return HttpResponse(body, kind, headers={"Access-Control-Allow-Origin": "*"})
