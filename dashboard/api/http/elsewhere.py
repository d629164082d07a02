"""What is no operation of ninja's, for the OpenAPI document: uploads by tus, the stream of a run,
health."""

from typing import Any

from dashboard.api.http.answers import KEY, MARK
from dashboard.api.once import LONGEST_KEY
from dashboard.api.problems import PROBLEM as KIND

BEARER: list[dict[str, list[str]]] = [{"Token": []}]
PROBLEM = {KIND: {"schema": {MARK: "Problem"}}}


def key_parameter() -> dict[str, Any]:
    """Of every POST."""
    words = (
        "A word of your own. The same request with it again, within a day, is done once and gives"
        " the same answer."
    )
    return _header(KEY, words, required=False, maxLength=LONGEST_KEY, pattern="^[ -~]*$")


def _header(name: str, words: str, *, required: bool = True, **schema: Any) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "required": required,
        "description": words,
        "schema": {"type": "string", **schema},
    }


def _nos(*statuses: int) -> dict[str, Any]:
    return {
        str(status): {"description": WHY[status], "content": PROBLEM} for status in sorted(statuses)
    }


WHY = {
    400: "A header is missing or makes no sense.",
    401: "No token, or one that opens nothing (any more).",
    403: "The token lacks a scope.",
    404: "There is no such thing, or it is not yours.",
    409: "The bytes do not follow those that are there, or the key was used for something else.",
    410: "It has expired, or it is complete.",
    412: "Another version of tus.",
    413: "Too large, or too much for what is left of your room.",
    415: "Of a kind that is not taken.",
    423: "Another connection sends this upload just now.",
    429: "Too many requests, or too many open uploads.",
    460: "The bytes were damaged on the way.",
    500: "The server failed.",
    503: "A part of the server is away: try again.",
    507: "There is no room on the server just now.",
}
ALL = (400, 401, 403, 412, 429, 500, 503)
VERSION = _header("Tus-Resumable", "The version of tus.", enum=["1.0.0"])
UPLOAD = {
    "in": "path",
    "name": "key",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
TUS = "[tus 1.0](https://tus.io/protocols/resumable-upload): creation, checksum, expiration, "


def _begin(name: str, what: str) -> dict[str, Any]:
    return {
        "post": {
            "operationId": name,
            "summary": f"Begin to upload {what}",
            "description": TUS + "termination. `Avance-Video` or `Avance-Imagen`, and `Avance-Run`,"
            " tell at its end what it has become. Any tus client does this.",
            "tags": ["Uploads"],
            "security": BEARER,
            "parameters": [
                VERSION,
                _header("Upload-Length", "Bytes of the whole file.", pattern="^[0-9]{1,18}$"),
                _header("Upload-Metadata", "`filename` and `filetype`, in base64.", required=False),
                key_parameter(),
            ],
            "responses": {
                "201": {"description": "`Location` is where it goes on."},
                **_nos(*ALL, 409, 413, 415, 507),
            },
        }
    }


PATHS: dict[str, Any] = {
    "/api/v1/uploads/": _begin("begin_upload", "a film"),
    "/api/v1/uploads/images/": _begin("begin_image_upload", "a picture of a product"),
    "/api/v1/uploads/{key}/": {
        "head": {
            "operationId": "upload_offset",
            "summary": "How much of an upload has arrived",
            "tags": ["Uploads"],
            "security": BEARER,
            "parameters": [UPLOAD, VERSION],
            "responses": {
                "200": {"description": "`Upload-Offset` bytes of `Upload-Length`."},
                **_nos(*ALL, 404, 410, 423, 507),
            },
        },
        "patch": {
            "operationId": "go_on_with_upload",
            "summary": "The next bytes of an upload",
            "description": "All of them are kept, or none.",
            "tags": ["Uploads"],
            "security": BEARER,
            "parameters": [
                *(UPLOAD, VERSION),
                _header("Upload-Offset", "Where they begin.", pattern="^[0-9]{1,18}$"),
                _header("Upload-Checksum", "Their checksum: sha1 or sha256.", required=False),
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/offset+octet-stream": {
                        "schema": {"type": "string", "format": "binary"}
                    }
                },
            },
            "responses": {
                "204": {"description": "They are kept: see `Upload-Offset`."},
                **_nos(*ALL, 404, 409, 410, 413, 415, 423, 460, 507),
            },
        },
        "delete": {
            "operationId": "give_up_upload",
            "summary": "Give up an upload",
            "tags": ["Uploads"],
            "security": BEARER,
            "parameters": [UPLOAD, VERSION],
            "responses": {
                "204": {"description": "It is gone."},
                **_nos(*ALL, 404, 410, 423),
            },
        },
    },
    "/api/v1/runs/{run_id}/events": {
        "get": {
            "operationId": "follow_run",
            "summary": "Follow a run, by server-sent events",
            "description": "From where the client is to the end of the run, live: `snapshot`,"
            " `event`, `live`, `gone`, `broker`, `bye`, with the frames of the WebSocket API as"
            " their data. Milestones are numbered (`at.n`), and none is ever missing.",
            "tags": ["Runs"],
            "security": BEARER,
            "parameters": [
                UPLOAD | {"name": "run_id"},
                _header("Last-Event-ID", "The id of the last event that it has.", required=False),
                {
                    "in": "query",
                    "name": "follow",
                    "description": "`text`: lines for people instead of events.",
                    "schema": {"type": "string"},
                },
            ],
            "responses": {
                "200": {
                    "description": "It ends after the end of the run.",
                    "content": {
                        "text/event-stream": {},
                        "text/plain": {"schema": {"type": "string"}},
                    },
                },
                "204": {"description": "The run is over and all of it was told."},
                **_nos(400, 401, 403, 404, 429, 500, 503),
            },
        }
    },
    "/healthz": {
        "get": {
            "operationId": "healthz",
            "summary": "Whether this process lives",
            "tags": ["Health"],
            "security": [],
            "responses": {
                "200": {
                    "description": "It does.",
                    "content": {"text/plain": {"schema": {"type": "string"}}},
                }
            },
        }
    },
    "/readyz": {
        "get": {
            "operationId": "readyz",
            "summary": "Whether this process can do its work",
            "tags": ["Health"],
            "security": [],
            "responses": {
                status: {
                    "description": words,
                    "content": {"application/json": {"schema": {MARK: "Readiness"}}},
                }
                for status, words in (("200", "It can."), ("503", "What is missing, and why."))
            },
        }
    },
}
