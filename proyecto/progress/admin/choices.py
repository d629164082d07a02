"""Filters whose choices are known: nothing is counted to offer them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from proyecto.progress.vocabulary import KINDS, Cause, TaskState


def one_of(field: str, words: Callable[[], Iterable[str]]) -> type[admin.SimpleListFilter]:
    """A filter by one value of a field that has no choices of its own."""

    class OneOf(admin.SimpleListFilter):
        title = field
        parameter_name = field

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return [(word, word) for word in words()]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            return queryset.filter(**{field: self.value()}) if self.value() else queryset

    return OneOf


State = one_of("state", lambda: [state.value for state in TaskState])
Why = one_of("cause", lambda: [cause.value for cause in Cause if cause])
Task = one_of("task", lambda: sorted(KINDS))
Queue = one_of("queue", lambda: sorted({kind.queue for kind in KINDS.values()}))
