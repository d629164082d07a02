"""The AsyncAPI document as its page shows it: each frame with its words, fields and an example."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as in_their_language

from dashboard.api.asyncapi import document
from dashboard.api.sandbox.plays import FIXED
from dashboard.api.sandbox.scripts import ALL
from dashboard.api.schemas import PARTS, WHERE, one_line

# Told of with the errors.
ELSEWHERE = {"Code"}


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is in pieces: text, and the type that it leads to or nothing."""

    name: str
    kind: list[tuple[str, str]]
    required: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame or a type. `anchor` is where on the page it is."""

    name: str
    anchor: str
    words: str
    fields: list[Field]
    example: str = ""
    values: tuple[str, ...] = ()


def asked() -> list[Shown]:
    """What a client may ask for."""
    return _frames("op")


def told() -> list[Shown]:
    """What the server says."""
    return _frames("type")


def parts() -> list[Shown]:
    """What frames are made of."""
    schemas = document()["components"]["schemas"]
    names = [kind.__name__ for kind in PARTS]
    enums = [name for name, s in schemas.items() if "enum" in s and name not in ELSEWHERE]
    return [_shown(name, name, schemas[name]) for name in (*names, *enums)]


def scripts() -> list[tuple[str, str, str]]:
    """Name, run and words of each script of the sandbox."""
    return [
        (name, str(run), in_their_language(one_line(ALL[name].__doc__ or "")))
        for run, name in FIXED.items()
    ]


def _frames(tag: str) -> list[Shown]:
    components = document()["components"]
    found = []
    for title, message in components["messages"].items():
        schema = components["schemas"][title]
        if tag in schema["properties"]:
            example = json.dumps(message["examples"][0]["payload"], indent=2, ensure_ascii=False)
            found.append(_shown(message["name"], title, schema, example))
    return found


def _shown(name: str, title: str, schema: dict[str, Any], example: str = "") -> Shown:
    fields = [
        Field(field, _kind(inner), field in schema.get("required", ()))
        for field, inner in schema.get("properties", {}).items()
    ]
    words = in_their_language(schema["description"])
    return Shown(name, title, words, fields, example, tuple(filter(None, schema.get("enum", ()))))


def _kind(schema: dict[str, Any]) -> list[tuple[str, str]]:
    """In the notation that programmers read in any language."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(WHERE)
        return [(name, "codes" if name in ELSEWHERE else name)]
    if "anyOf" in schema:
        return _joined([_kind(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return _joined([[(f'"{value}"', "")] for value in schema["enum"]])
    if schema.get("type") == "array":
        return [("[", ""), *_kind(schema.get("items", {})), ("]", "")]
    if isinstance(schema.get("additionalProperties"), dict):
        return [("{…: ", ""), *_kind(schema["additionalProperties"]), ("}", "")]
    return [(schema.get("format") or schema.get("type") or "…", "")]


def _joined(kinds: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    pieces = kinds[0]
    for kind in kinds[1:]:
        pieces = [*pieces, (" | ", ""), *kind]
    return pieces
