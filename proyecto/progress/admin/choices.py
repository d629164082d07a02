"""Filters whose choices are known: nothing is counted to offer them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from proyecto.progress.models.words import CAUSES, STATES
from proyecto.progress.vocabulary import KINDS


def one_of(
    field: str, words: Any, offered: Callable[[], Iterable[tuple[str, Any]]]
) -> type[admin.SimpleListFilter]:
    """A filter by one value of a field, called by these words."""

    class OneOf(admin.SimpleListFilter):
        title = words
        parameter_name = field

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            return list(offered())

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            return queryset.filter(**{field: self.value()}) if self.value() else queryset

    return OneOf


def _as_they_are(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in sorted(words)]


State = one_of("state", _("state"), lambda: STATES)
Why = one_of("cause", _("cause"), lambda: CAUSES)
Task = one_of("task", _("kind"), lambda: _as_they_are(KINDS))
Queue = one_of("queue", _("queue"), lambda: _as_they_are({kind.queue for kind in KINDS.values()}))
