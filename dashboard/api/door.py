"""Who opened a socket of the API: by a token, by a shared link, or by the session of a page."""

from typing import Any, NamedTuple

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async

from dashboard import guests
from dashboard.api.caller import bearer, caller_with, in_person
from dashboard.api.frames import SUBPROTOCOL
from dashboard.consumers import same_origin
from dashboard.rights import FORBIDDEN, SIGN_IN
from proyecto.progress.tokens import PREFIX

BAD_SUBPROTOCOL = 4400
# Browsers can send no header with a WebSocket; a subprotocol they can.
BEARER = "avance.bearer."


class Visitor(NamedTuple):
    """Who it is, as `dashboard.access` knows people, and what lets them in; or the close code with
    which they are sent away."""

    who: Any = None
    pass_: tuple[str, Any] = ("", None)
    code: int = 0


class WithSession:
    """Looks for a session only where nothing else says who it is: that costs two queries."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._with_session = AuthMiddlewareStack(app)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        """Pass it on."""
        app = self._app if token_in(scope) else self._with_session
        return await app(scope, receive, send)


def subprotocol_of(scope: dict[str, Any]) -> str | None:
    """What to agree on: ours if it was offered, nothing if nothing was. Raises ValueError where
    only others were."""
    offered = scope.get("subprotocols") or []
    if SUBPROTOCOL in offered:
        return SUBPROTOCOL
    if any(not each.startswith(BEARER) for each in offered):
        raise ValueError(offered)
    return None


def token_in(scope: dict[str, Any]) -> str:
    """The text with which whoever opened it says who they are; empty without."""
    headers = dict(scope["headers"])
    text = bearer(headers.get(b"authorization", b"").decode("latin-1"))
    for each in scope.get("subprotocols") or []:
        text = text or (each[len(BEARER) :] if each.startswith(BEARER) else "")
    return text


async def visitor(scope: dict[str, Any]) -> Visitor:
    """Who it is."""
    text = token_in(scope)
    if text:
        return await database_sync_to_async(by_token)(text)
    user = scope.get("user")
    if user is None or not user.is_authenticated:
        return Visitor(code=SIGN_IN)
    if not same_origin(scope):
        return Visitor(code=FORBIDDEN)
    return Visitor(in_person(user), ("session", scope["session"].session_key or ""))


def by_token(text: str) -> Visitor:
    """Whose token it is, or whose shared link. Blocking: for a thread."""
    if text.startswith(PREFIX):
        caller = caller_with(text)
        return Visitor(caller, ("token", caller.token_id)) if caller else Visitor(code=SIGN_IN)
    guest = guests.guest_of(text)
    return Visitor(guest, ("link", guest.link_id)) if guest else Visitor(code=SIGN_IN)
