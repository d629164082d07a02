"""The codes with which a socket of the API ends: what each means, and what a client does then.

The words are those of docs/websocket-api.md, which a test holds beside these.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from dashboard.api.errors import Code


@dataclass(frozen=True, slots=True)
class Close:
    """`retry`: whether coming back makes sense."""

    meaning: Any
    todo: Any
    retry: bool


CLOSES: dict[int, Close] = {
    1012: Close(
        _("the server restarts"), _("come back after `after_ms`, with `since`"), retry=True
    ),
    1009: Close(_("a message over 64 KiB"), _("do not retry"), retry=False),
    4400: Close(
        _("of the subprotocols that you offer, none is `avance.v1`"), _("do not retry"), retry=False
    ),
    4401: Close(
        _("no or no valid token; revoked, expired, signed out"), _("do not retry"), retry=False
    ),
    4403: Close(
        _("foreign origin of a session, a right or a link that is gone"),
        _("do not retry"),
        retry=False,
    ),
    4408: Close(_("you read too slowly"), _("come back at once, with `since`"), retry=True),
    4429: Close(_("too many sockets, or a flood"), _("come back later"), retry=True),
}

REFUSALS: dict[Code, Any] = {
    Code.BAD_REQUEST: _(
        "no JSON object, an unknown `op`, a field that is missing or makes no sense"
    ),
    Code.UNAUTHENTICATED: _("sign in"),
    Code.FORBIDDEN: _("the token lacks a scope"),
    Code.NOT_FOUND: _("there is no such run, or not for you: the same answer, in the same time"),
    Code.CONFLICT: _(
        "not as things stand: it has ended, it runs already, the `key` was used for something"
        " else, the `id` is in use"
    ),
    Code.TOO_LARGE: _("more runs than one subscription may have"),
    Code.TOO_MANY: _("slower, or fewer: `retry_after` seconds"),
    Code.UNAVAILABLE: _("a part of the server is away: try again"),
}
