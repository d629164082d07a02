"""A socket lives only as long as the right to it: checked when it opens, and again and again."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import constant_time_compare

from dashboard.guests import GuestSubscriber, open_among
from dashboard.subscriber import Subscriber
from proyecto.progress.broadcast import STAFF, group_of
from proyecto.progress.tokens import open_tokens

if TYPE_CHECKING:
    from dashboard.api.follower import Follower

SIGN_IN = 4401
FORBIDDEN = 4403
TOO_SLOW = 4408
TOO_MANY = 4429
# What lets a program in, and the code with which it is told that it does no more.
CODES = {"token": SIGN_IN, "session": SIGN_IN, "link": FORBIDDEN}


class Member(Protocol):
    """Anybody who listens."""

    @property
    def groups(self) -> frozenset[str]:
        """The Channels groups in which what they may hear is told."""


def hears(member: Member, owner_id: int | None) -> bool:
    """Whether a run of this owner is for them."""
    return STAFF in member.groups or group_of(owner_id) in member.groups


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
            verdicts[socket.session_key] = _signed_out(socket.session_key, user)
        code = verdicts[socket.session_key]
        if code is None and socket.look.staff and not (user and user.is_staff):
            code = FORBIDDEN
        if code is not None:
            found.append((socket, code))
    return found


@database_sync_to_async
def lost_by_programs(followers: Iterable["Follower"]) -> list[tuple["Follower", int]]:
    """The same for programs: a token that was revoked or has expired (4401), or whose owner is not
    of the team any more (4403); a session or a link as above."""
    followers = list(followers)
    kept = {kind: {one.pass_[1] for one in followers if one.pass_[0] == kind} for kind in CODES}
    still = {
        "token": set(open_tokens().filter(pk__in=kept["token"]).values_list("pk", flat=True)),
        "link": open_among(kept["link"]),
    }
    people = get_user_model().objects.in_bulk({one.who.pk for one in followers})
    signed_out = {
        one.pass_[1]: _signed_out(one.pass_[1], people.get(one.who.pk))
        for one in followers
        if one.pass_[0] == "session"
    }
    found: list[tuple[Follower, int]] = []
    for one in followers:
        kind, key = one.pass_
        code = signed_out[key] if kind == "session" else None if key in still[kind] else CODES[kind]
        person = people.get(one.who.pk)
        # Who has a link to a run of nobody hears of it where the team does.
        as_team = STAFF in one.groups and one.guest is None
        if code is None and as_team and not (person and person.is_staff):
            code = FORBIDDEN
        if code is not None:
            found.append((one, code))
    return found


def _signed_out(session_key: str, user) -> int | None:  # type: ignore[no-untyped-def]
    if user is None or not user.is_active:
        return SIGN_IN
    session = SessionStore(session_key)
    if str(session.get(SESSION_KEY)) != str(user.pk):
        return SIGN_IN
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return SIGN_IN
    kept = session.get(HASH_SESSION_KEY) or ""
    return None if constant_time_compare(kept, user.get_session_auth_hash()) else SIGN_IN
