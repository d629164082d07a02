"""Lists that are too long to be counted, or searched through, whenever somebody looks at them."""

import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

MOST = 10_000
LARGEST = 2**63 - 1


class Bounded(Paginator):
    """Pages of the first 10,000: whoever looks for more narrows the list down."""

    @cached_property
    def count(self) -> int:
        """How many there are, up to that."""
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST].count())


class Long(admin.ModelAdmin):
    """A list as fast with a million rows as with ten. `search_fields` are looked up as they are, by
    the database's indexes, a number or a UUID where the field is one: no part of a word is found,
    and what is asked for is said by `search_help_text`."""

    paginator = Bounded
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    # By a column without an index all rows would be sorted.
    sortable_by: ClassVar[Any] = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The rows in which the first of the fields that knows it is what was typed: one at a time,
        because no index serves an "or" of several."""
        typed = search_term.strip()
        if not typed or not self.search_fields:
            return queryset, False
        for name in self.search_fields:
            meant = _meant(queryset.model, name, typed)
            found = queryset.filter(**{name: meant}) if meant is not None else queryset.none()
            if found.exists():
                return found, False
        return queryset.none(), False


def _meant(model: Any, name: str, typed: str) -> Any:
    """What was typed as a value of the field, None where it can't be one."""
    first = name.partition("__")[0]
    field = model._meta.pk if first == "pk" else model._meta.get_field(first)
    for part in name.split("__")[1:]:
        field = field.related_model._meta.get_field(part)
    kind = getattr(field, "target_field", field).get_internal_type()
    try:
        if kind == "UUIDField":
            return uuid.UUID(typed)
        if kind.endswith(("AutoField", "IntegerField")):
            return int(typed) if 0 <= int(typed) <= LARGEST else None
    except ValueError:
        return None
    return typed
