"""What may be followed, and by whom."""

from uuid import UUID

from django.utils.translation import gettext as _

from dashboard.access import runs_visible_to
from dashboard.api.caller import Caller
from dashboard.api.errors import ApiError, Code
from dashboard.api.follower import Follower, Subscription
from dashboard.api.followers import STAFF
from dashboard.api.frames import MOST_RUNS, MOST_SINCE, Place, Subscribe
from dashboard.api.operations import with_account
from dashboard.api.workers_feed import WORKERS
from proyecto.progress.tokens import Scope


def subscription(follower: Follower, asked: Subscribe) -> Subscription:
    """What `asked` begins, before anything is looked up. Raises ApiError."""
    if asked.id in follower.subs:
        raise ApiError(Code.CONFLICT, _("A subscription with this id is under way."))
    named = [one for one in (asked.run, asked.runs, asked.to) if one is not None]
    if len(named) != 1:
        raise ApiError(Code.BAD_REQUEST, _("Say one of: run, runs, to."))
    if len(asked.runs or ()) > MOST_RUNS or len(asked.since) > MOST_SINCE:
        sentence = _("A subscription may name %(runs)s runs, and %(since)s in “since”.")
        raise ApiError(Code.TOO_LARGE, sentence % {"runs": MOST_RUNS, "since": MOST_SINCE})
    if asked.to:
        caller = with_account(follower.who)
        caller.must(Scope.STAFF if asked.to in {STAFF, WORKERS} else Scope.READ)
    elif isinstance(follower.who, Caller):
        follower.who.must(Scope.READ)
    runs = [asked.run] if asked.run else asked.runs or []
    return Subscription(
        asked.id, follower, frozenset(_inside(follower, run) for run in runs), asked.to or ""
    )


def check_rights(sub: Subscription) -> None:
    """All runs that it names must be there, and for this program's eyes. Raises ApiError, the same
    for both. Blocking: for a thread."""
    if not sub.runs:
        return
    visible = runs_visible_to(sub.follower.who).filter(pk__in=sub.runs)
    if visible.count() != len(sub.runs):
        raise ApiError(Code.NOT_FOUND, _("There is no such task."))


def since_of(follower: Follower, asked: Subscribe) -> dict[str, Place]:
    """What the program has, by the ids of the ledger."""
    return {_inside(follower, run): at for run, at in asked.since.items()}


def _inside(follower: Follower, run: UUID) -> str:
    """The run as the ledger calls it; a guest knows it by an alias, and no other."""
    guest = follower.guest
    if guest is None:
        return str(run)
    return guest.run_id if str(run) == guest.alias else str(UUID(int=0))
