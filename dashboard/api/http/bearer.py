"""Who asks: the owner of the token in `Authorization`, and not more often than they may."""

import math
import threading
import time
from collections import Counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from dashboard.api.caller import Caller, bearer, caller_with
from dashboard.api.errors import ApiError, Code
from dashboard.api.http.gate import language_asked
from proyecto.dominio.preferencias import language_of, zone_of
from proyecto.progress.tokens import Scope

MINUTE = 60.0


class Pace:
    """How often each token has asked within the minute, in this process."""

    def __init__(self) -> None:
        self._asked: Counter[int] = Counter()
        self._since = time.monotonic()
        self._lock = threading.Lock()

    def step(self, token_id: int) -> float:
        """One request more; 0, or the seconds to wait where it is one too many."""
        with self._lock:
            now = time.monotonic()
            if now - self._since >= MINUTE:
                self._asked.clear()
                self._since = now
            self._asked[token_id] += 1
            too_many = self._asked[token_id] > settings.API_REQUESTS_PER_MINUTE
            return self._since + MINUTE - now if too_many else 0


pace = Pace()


class Token(HttpBearer):
    """Puts the Caller into `request.auth`."""

    openapi_description = "An access token, made on the page Cuenta."
    openapi_bearerFormat = "avance_…"  # noqa: N815 - OpenAPI's own word

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = (Scope.READ, *scopes)

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        return asks(request, token.strip(), *self.scopes)


def asks(request: HttpRequest, text: str, *scopes: Scope) -> Caller | None:
    """Who has this token, if it opens. From here on their language and their clock are in force."""
    caller = caller_with(text)
    if caller is None:
        return None
    translation.activate(language_asked(request) or language_of(caller.person))
    timezone.activate(zone_of(caller.person))
    if wait := pace.step(caller.token_id or 0):
        sentence = _("Too many requests with this token. Slower, please.")
        raise ApiError(Code.TOO_MANY, sentence, retry_after=math.ceil(wait))
    for scope in scopes:
        caller.must(scope)
    return caller


def must_ask(request: HttpRequest, *scopes: Scope) -> Caller:
    """The same for a view that is no operation of ninja's. Raises ApiError."""
    caller = asks(request, bearer(request.headers.get("Authorization", "")), *scopes)
    if caller is None:
        raise ApiError(Code.UNAUTHENTICATED, _("Sign in first."))
    return caller


def caller_of(request: Any) -> Caller:
    """Who asks, in an operation."""
    caller: Caller = request.auth
    return caller


READS = Token()
WRITES = Token(Scope.WRITE)
TEAM = Token(Scope.STAFF)
TEAM_WRITES = Token(Scope.WRITE, Scope.STAFF)
