"""JSON Schemas of all that travels on the API's sockets, made from the closed types.

The types say more than they check where they are made: what is known besides (which words there
are, how long an `id` is) is said in `KNOWN`. Unknown fields are allowed everywhere: more may come.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any, get_args

import msgspec

from dashboard.api.errors import Code
from dashboard.api.frames import FRAMES, REQUESTS, Limits, Place, QueueState, WorkerState
from dashboard.api.http.shapes import Run
from proyecto.progress.events import TICK, LiveState, PhaseState, Progress
from proyecto.progress.vocabulary import Cause, Milestone, TaskState

WHERE = "#/components/schemas/"
PARTS = (Place, Run, LiveState, Progress, PhaseState, Limits, WorkerState, QueueState)
ENUMS: dict[str, type[StrEnum]] = {
    "Code": Code,
    "Milestone": Milestone,
    "TaskState": TaskState,
    "Cause": Cause,
}
LONGEST_ID = 64

ID = {"type": "string", "minLength": 1, "maxLength": LONGEST_ID}
RUN = {"type": "string", "format": "uuid"}
KNOWN: dict[str, dict[str, Any]] = {
    **{kind.__name__: {"id": ID} for kind in REQUESTS},
    "Unsubscribe": {"id": ID, "sub": ID},
    "Ok": {
        "run": RUN,
        "outcome": {"enum": ["asked", "cancelled", "stopping"]},
        "runs": {"type": "array", "items": {"$ref": WHERE + "Run"}},
    },
    "Run": {"run": RUN, "cause": {"$ref": WHERE + "Cause"}},
    "Error": {"code": {"$ref": WHERE + "Code"}},
    "Snapshot": {"run": RUN},
    "EventFrame": {
        "run": RUN,
        "kind": {"anyOf": [{"$ref": WHERE + "Milestone"}, {"enum": [TICK]}]},
    },
    "Gone": {"run": RUN},
    "Place": {
        "n": {"type": "integer", "minimum": 0},
        "seq": {"type": "integer", "minimum": 0, "default": 0},
    },
    "LiveState": {"run": RUN, "cause": {"$ref": WHERE + "Cause"}},
    "Progress": {"permille": {"type": "integer", "minimum": 0, "maximum": 1000, "default": 0}},
    "PhaseState": {"state": {"enum": ["wait", "run", "done", "bad"], "default": "wait"}},
}


def schemas() -> dict[str, Any]:
    """Each by the name of its type."""
    types = [*FRAMES, *REQUESTS, *PARTS, *ENUMS.values()]
    _refs, made = msgspec.json.schema_components(types, ref_template=WHERE + "{name}")
    for kind in (*FRAMES, *REQUESTS, *PARTS):
        schema = made[kind.__name__]
        _times(kind, schema["properties"])
        schema["properties"].update(KNOWN.get(kind.__name__, {}))
    for schema in made.values():
        schema["description"] = one_line(schema["description"])
    return made


def _times(kind: Any, properties: dict[str, Any]) -> None:
    """A time is told with its zone, which msgspec leaves open."""
    for field in msgspec.structs.fields(kind):
        if datetime in (field.type, *get_args(field.type)):
            schema = properties[field.encode_name]
            text = schema["anyOf"][0] if "anyOf" in schema else schema
            text["format"] = "date-time"


def one_line(text: str) -> str:
    """A docstring without its line breaks."""
    return re.sub(r"\s+", " ", text).strip()
