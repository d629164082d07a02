"""Who asks through the API. `dashboard.access` knows them as it knows people."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dashboard.api.errors import ApiError, Code
from proyecto.progress.models import AccessToken
from proyecto.progress.tokens import Scope, token_of, used


@dataclass(frozen=True, slots=True)
class Caller:
    """A person by themselves, or by a token of theirs that reaches as far as its scopes. Without
    the scope `staff`, one of the team is a person like any other."""

    person: Any
    scopes: frozenset[Scope]
    token_id: int | None = None

    @property
    def pk(self) -> int:
        return int(self.person.pk)

    @property
    def is_active(self) -> bool:
        return bool(self.person.is_active)

    @property
    def is_staff(self) -> bool:
        return bool(self.person.is_staff) and Scope.STAFF in self.scopes

    @property
    def zona_horaria(self) -> str:
        return str(self.person.zona_horaria)

    def must(self, scope: Scope) -> None:
        """Raises ApiError where they lack it."""
        if scope not in self.scopes or (scope == Scope.STAFF and not self.is_staff):
            sentence = _("This token lacks the scope “%(scope)s”.") % {"scope": scope}
            raise ApiError(Code.FORBIDDEN, sentence, scope=str(scope))


def caller_with(text: str) -> Caller | None:
    """Whose token this is; None where it opens nothing. Blocking: for a thread."""
    token = token_of(text)
    if token is None:
        return None
    used(token)
    return caller_of(token)


def caller_of(token: AccessToken) -> Caller:
    """Who uses a token that is known to open."""
    return Caller(token.owner, frozenset(map(Scope, token.scopes.split())), token.pk)


def in_person(user: Any) -> Caller:
    """Somebody who signed in on a page."""
    return Caller(user, frozenset(Scope))


def bearer(header: str) -> str:
    """The token in an `Authorization` header; empty where there is none."""
    scheme, _blank, text = header.partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""
