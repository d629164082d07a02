"""A socket lives only as long as the right to it: checked when it opens, and again and again."""

from collections.abc import Iterable

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import constant_time_compare

from dashboard.guests import GuestSubscriber, open_among
from dashboard.subscriber import Subscriber
from proyecto.progress.broadcast import STAFF, group_of

SIGN_IN = 4401
FORBIDDEN = 4403


def hears(socket: Subscriber, owner_id: int | None) -> bool:
    """Whether a run of this owner is for this socket."""
    return STAFF in socket.groups or group_of(owner_id) in socket.groups


@database_sync_to_async
def lost(sockets: Iterable[Subscriber]) -> list[tuple[Subscriber, int]]:
    """The sockets whose right is gone, each with the close code that says why: signed out,
    password changed or account closed (4401), not staff any more, or a link that was revoked or
    has expired (4403)."""
    sockets = list(sockets)
    users = get_user_model().objects.in_bulk({socket.user_id for socket in sockets})
    verdicts: dict[str, int | None] = {}
    guests = [socket for socket in sockets if isinstance(socket, GuestSubscriber)]
    still = open_among({socket.guest.link_id for socket in guests})
    shut = [(socket, FORBIDDEN) for socket in guests if socket.guest.link_id not in still]
    found: list[tuple[Subscriber, int]] = [*shut]
    for socket in (one for one in sockets if not isinstance(one, GuestSubscriber)):
        user = users.get(socket.user_id)
        if socket.session_key not in verdicts:
            verdicts[socket.session_key] = _signed_out(socket, user)
        code = verdicts[socket.session_key]
        if code is None and socket.look.staff and not (user and user.is_staff):
            code = FORBIDDEN
        if code is not None:
            found.append((socket, code))
    return found


def _signed_out(socket: Subscriber, user) -> int | None:  # type: ignore[no-untyped-def]
    if user is None or not user.is_active:
        return SIGN_IN
    session = SessionStore(socket.session_key)
    if str(session.get(SESSION_KEY)) != str(user.pk):
        return SIGN_IN
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return SIGN_IN
    kept = session.get(HASH_SESSION_KEY) or ""
    return None if constant_time_compare(kept, user.get_session_auth_hash()) else SIGN_IN
