"""The AsyncAPI 3 document of the sockets, made from the closed types. `python manage.py asyncapi`
writes docs/asyncapi.yaml; the same text is served at /api/v1/asyncapi.yaml."""

from functools import cache
from typing import Any

from django.utils import translation

from dashboard.api.closes import CLOSES, REFUSALS
from dashboard.api.examples import example
from dashboard.api.frames import FRAMES, REQUESTS, SUBPROTOCOL, VERSION
from dashboard.api.schemas import one_line, schemas

CHANNELS = {
    "api": (
        "/ws/v1/",
        "Runs, as they are and as they go on",
        "Follow, start, cancel and try again work. A token, a link or a session says who asks.",
    ),
    "sandbox": (
        "/ws/sandbox/",
        "The same protocol, played by scripts",
        "Every hard case, for whoever writes a client: without an account, and nothing is work.",
    ),
}
SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A personal access token, or the token of a shared link.",
    },
    "subprotocol": {
        "type": "httpApiKey",
        "in": "header",
        "name": "Sec-WebSocket-Protocol",
        "description": "For browsers: `avance.bearer.<token>` as a second subprotocol. The answer"
        f" names `{SUBPROTOCOL}` alone.",
    },
    "session": {
        "type": "httpApiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "Of a person who signed in on the page; from the same origin only.",
    },
}


@cache
def document() -> dict[str, Any]:
    """All of it. In English, whoever asks first."""
    with translation.override("en"):
        return {
            "asyncapi": "3.0.0",
            "info": {
                "title": "Avance: WebSocket API",
                "version": f"{VERSION}.0.0",
                "description": "Background work as it goes on: follow, start, cancel and try again,"
                " and never miss the end. Types and fields that a reader does not know are to be"
                " passed over: more may come. The protocol is explained in docs/websocket-api.md.",
                "license": {"name": "MIT"},
            },
            "defaultContentType": "application/json",
            "servers": {
                "avance": {
                    "host": "{host}",
                    "protocol": "wss",
                    "description": "Wherever Avance runs; `ws` where it does without HTTPS.",
                    "variables": {"host": {"default": "localhost:8000"}},
                }
            },
            "channels": {name: _channel(*told) for name, told in CHANNELS.items()},
            "operations": {
                name: operation for channel in CHANNELS for name, operation in _all_of(channel)
            },
            "components": {
                "schemas": schemas(),
                "messages": {kind.__name__: _message(kind) for kind in (*FRAMES, *REQUESTS)},
                "securitySchemes": SECURITY,
            },
        }


def _channel(address: str, title: str, description: str) -> dict[str, Any]:
    kinds = (*FRAMES, *REQUESTS)
    return {
        "address": address,
        "title": title,
        "description": description,
        "messages": {kind.__name__: _ref("components/messages", kind.__name__) for kind in kinds},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
        "x-subprotocol": SUBPROTOCOL,
        "x-close-codes": [
            {
                "code": code,
                "meaning": str(close.meaning),
                "todo": str(close.todo),
                "retry": close.retry,
            }
            for code, close in CLOSES.items()
        ],
        "x-error-codes": {str(code): str(meaning) for code, meaning in REFUSALS.items()},
    }


def _message(kind: Any) -> dict[str, Any]:
    name = tag_of(kind)
    return {
        "name": name,
        "title": kind.__name__,
        "summary": summary_of(kind),
        "contentType": "application/json",
        "payload": _ref("components/schemas", kind.__name__),
        "examples": [{"name": name, "payload": example(kind)}],
    }


def _all_of(channel: str) -> list[tuple[str, dict[str, Any]]]:
    """`send` is what the server does, `receive` what it is asked for."""
    first = "" if channel == "api" else f"{channel}."
    told = [(f"{first}send.{tag_of(kind)}", _told(channel, kind)) for kind in FRAMES]
    asked = [(f"{first}receive.{tag_of(kind)}", _asked(channel, kind)) for kind in REQUESTS]
    return [*asked, *told]


def _told(channel: str, kind: Any) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": _ref("channels", channel),
        "summary": summary_of(kind),
        "messages": [_ref(f"channels/{channel}/messages", kind.__name__)],
        **_security(channel),
    }


def _asked(channel: str, kind: Any) -> dict[str, Any]:
    answers = [_ref(f"channels/{channel}/messages", name) for name in ("Ok", "Error")]
    return {
        **_told(channel, kind),
        "action": "receive",
        "reply": {"channel": _ref("channels", channel), "messages": answers},
    }


def _security(channel: str) -> dict[str, Any]:
    if channel != "api":
        return {}
    return {"security": [_ref("components/securitySchemes", name) for name in SECURITY]}


def _ref(where: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/{where}/{name}"}


def tag_of(kind: Any) -> str:
    """The word that a frame bears in `op` or `type`."""
    return str(kind.__struct_config__.tag)


def summary_of(kind: Any) -> str:
    """What it is for."""
    return one_line(kind.__doc__)
