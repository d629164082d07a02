"""Frames of the API's sockets held to the AsyncAPI document, as it is served.

The server's frames may hold nothing that the document does not know: what is allowed to readers'
foresight is no licence to leave it behind. The client's may."""

import copy
import json
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from jsonschema import Draft7Validator, FormatChecker

from dashboard.api.asyncapi import document
from dashboard.api.schemas import WHERE

formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def is_time(value: object) -> bool:
    """With its zone."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@formats.checks("uuid", raises=ValueError)
def is_uuid(value: object) -> bool:
    """Written out."""
    return not isinstance(value, str) or str(UUID(value)) == value.lower()


class BadFrame(AssertionError):
    """A frame is not what the document says. Names the place in it."""


def check(frame: dict[str, Any] | str | bytes) -> dict[str, Any]:
    """The frame, parsed. One of the server's by its `type`, one of the client's by its `op`."""
    value = frame if isinstance(frame, dict) else json.loads(frame)
    field = "type" if "type" in value else "op"
    validator = validators(field).get(value.get(field))
    if validator is None:
        raise BadFrame(f"$.{field}: there is no {value.get(field)!r}: {value}")
    problems = sorted(validator.iter_errors(value), key=lambda problem: problem.json_path)
    if problems:
        told = "; ".join(f"{problem.json_path}: {problem.message}" for problem in problems[:3])
        raise BadFrame(f"{value.get(field)}: {told}")
    return value


@cache
def validators(field: str) -> dict[str, Draft7Validator]:
    """Of each `type` or `op`, made once."""
    components = copy.deepcopy(document()["components"])
    if field == "type":
        for schema in components["schemas"].values():
            if "properties" in schema:
                schema["additionalProperties"] = False
    found = {}
    for name, schema in components["schemas"].items():
        for word in schema.get("properties", {}).get(field, {}).get("enum", ()):
            whole = {"$ref": WHERE + name, "components": components}
            found[word] = Draft7Validator(whole, format_checker=formats)
    return found
