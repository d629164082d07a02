"""Pages of lists, by a cursor."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dashboard.api.errors import ApiError, Code
from dashboard.api.frames import MOST_LISTED
from dashboard.keyset import read_mark, stretch

MOST = MOST_LISTED


def page_of(rows: QuerySet[Any], cursor: str, limit: int, by: str) -> tuple[list[Any], str]:
    """Some of them, newest first `by` a moment, and the cursor of those after them; empty where
    there are none. Raises ApiError."""
    if cursor and read_mark(rows, cursor) is None:
        raise ApiError(Code.BAD_REQUEST, _("This cursor makes no sense."), field="cursor")
    if not 1 <= limit <= MOST:
        sentence = _("Ask for 1 to %(most)d at once.") % {"most": MOST}
        raise ApiError(Code.BAD_REQUEST, sentence, field="limit")
    shown = stretch(rows, limit, before=cursor, by=by)
    return shown.rows, shown.older
