"""Pages of a list that is too long to be counted: each begins where the one before ended, so the
last costs no more than the first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some rows, newest first, and the marks with which to ask for those around them; no mark where
    there are none. `beyond` is past the last of all, where nothing is left."""

    rows: list[Any]
    newer: str
    older: str
    beyond: bool = False

    @property
    def first(self) -> bool:
        """Whether nothing newer comes before them."""
        return not self.newer and not self.beyond


def stretch(
    rows: QuerySet[Any], per_page: int, before: str = "", after: str = "", by: str = "fecha"
) -> Stretch:
    """The `per_page` rows just older than the mark `before`, or just newer than `after`; without
    either, or with one that makes no sense, the newest. `by` is the field with their moment; they
    are in any order.
    """
    if (mark := read_mark(rows, after)) is not None:
        return _newer(rows, per_page, mark, by)
    mark = read_mark(rows, before)
    found = list(_beyond(rows, mark, "lt", by)[: per_page + 1])
    shown = found[:per_page]
    return Stretch(
        shown,
        newer=_mark(shown[0], by) if mark and shown else "",
        older=_mark(shown[-1], by) if len(found) > per_page else "",
        beyond=mark is not None and not shown,
    )


def _newer(rows: QuerySet[Any], per_page: int, mark: tuple[datetime, Any], by: str) -> Stretch:
    found = list(_beyond(rows, mark, "gt", by).order_by(by, "pk")[: per_page + 1])
    if len(found) <= per_page:
        return stretch(rows, per_page, by=by)  # a full first page rather than the few above it
    shown = found[:per_page][::-1]
    return Stretch(shown, newer=_mark(shown[0], by), older=_mark(shown[-1], by))


def _beyond(
    rows: QuerySet[Any], mark: tuple[datetime, Any] | None, way: str, by: str
) -> QuerySet[Any]:
    rows = rows.order_by(f"-{by}", "-pk")
    if mark is None:
        return rows
    moment, pk = mark
    # The first part is what an index can use; the second only sorts out the moment itself.
    whole, tie = Q(**{f"{by}__{way}e": moment}), Q(**{f"pk__{way}": pk})
    return rows.filter(whole, Q(**{f"{by}__{way}": moment}) | tie)


def _mark(row: Any, by: str) -> str:
    return f"{(getattr(row, by) - EPOCH) // MICROSECOND}.{row.pk}"


def read_mark(rows: QuerySet[Any], mark: str) -> tuple[datetime, Any] | None:
    """The moment and the key that a mark says; None where it makes no sense."""
    moment, _dot, key = mark.partition(".")
    try:
        pk = rows.model._meta.pk.to_python(key)
        if isinstance(pk, int):
            pk = min(pk, LARGEST)
        return EPOCH + int(moment) * MICROSECOND, pk
    except (ValueError, OverflowError, ValidationError):
        return None
