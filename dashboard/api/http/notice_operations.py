"""`/notifications`: what the team has to know."""

from collections.abc import Callable
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from dashboard.api.errors import ApiError, Code
from dashboard.api.http.answers import did, shape
from dashboard.api.http.bearer import TEAM, TEAM_WRITES, caller_of
from dashboard.api.http.run_operations import Cursor, Limit
from dashboard.api.http.shapes import Notice
from dashboard.api.http.things import the_one
from dashboard.api.once import Deed
from dashboard.api.paging import page_of
from dashboard.notice_search import Filters
from dashboard.notice_words import sentence
from proyecto.progress import notices
from proyecto.progress.events import plain
from proyecto.progress.models import Notification

router = Router(tags=["Notifications"], auth=TEAM)
# As the page's address names them.
STATES = {"open": "", "muted": "silenciados", "resolved": "resueltos"}


class Resolve(Schema, extra="forbid"):
    """A note for the others, if there is something to say."""

    note: str = Field("", max_length=notices.LONGEST_NOTE, pattern=r"^[^\x00]*$")


@router.get("", response=shape("Notices"), summary="List notices")
def list_notices(
    request: HttpRequest,
    limit: Limit = 50,
    cursor: Cursor = "",
    state: Literal["open", "muted", "resolved"] = "open",
) -> Any:
    """The one that happened last first."""
    filters = Filters(estado=STATES[state], tipo="", gravedad="")
    found = filters.rows(caller_of(request).person)
    people = found.select_related("acknowledged_by", "resolved_by")
    rows, after = page_of(people, cursor, limit, "last_at")
    return {"notifications": [_told(row) for row in rows], "next": after}


@router.post(
    "/{int:notice_id}/acknowledge",
    response=shape("Notice"),
    auth=TEAM_WRITES,
    summary="Attend to a notice",
)
def acknowledge_notice(request: HttpRequest, notice_id: int) -> Any:
    """Say that one looks after it."""
    person = caller_of(request).person
    return _changed(request, notice_id, lambda: notices.acknowledge(notice_id, person))


@router.post(
    "/{int:notice_id}/resolve",
    response=shape("Notice"),
    auth=TEAM_WRITES,
    summary="Resolve a notice",
)
def resolve_notice(request: HttpRequest, notice_id: int, what: Resolve) -> Any:
    """Say that it is over."""
    person = caller_of(request).person
    return _changed(request, notice_id, lambda: notices.resolve(notice_id, person, what.note))


def _changed(request: HttpRequest, notice_id: int, change: Callable[[], Any]) -> Any:
    def do() -> Deed:
        the_one(Notification.objects.all(), notice_id)
        changed = change()
        if changed is None:
            sentence = _("Somebody was quicker: look at what it is like now.")
            raise ApiError(Code.CONFLICT, sentence)
        return Deed(_told(changed))

    return did(request, do)


def _told(row: Notification) -> Any:
    return plain(
        Notice(
            id=row.pk,
            kind=row.kind,
            severity=row.severity,
            sentence=sentence(row),
            count=row.count,
            first=row.first_at,
            last=row.last_at,
            run=str(row.run_id) if row.run_id else None,
            acknowledged=row.acknowledged_at,
            acknowledged_by=str(row.acknowledged_by) if row.acknowledged_by else None,
            muted_until=row.muted_until,
            resolved=row.resolved_at,
            resolved_by=str(row.resolved_by) if row.resolved_by else None,
        )
    )
