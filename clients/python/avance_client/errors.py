"""What can go wrong, each as a type of its own. The text of each says what to do."""

from collections.abc import Mapping
from typing import Any


class AvanceError(Exception):
    """All errors of this package."""


class NetworkError(AvanceError):
    """The server can't be reached, or does not answer in time."""


class NotAvance(AvanceError):
    """Somebody answers at that address, but no Avance that speaks this version."""


class ApiError(AvanceError):
    """The server said no and nothing has changed. `code` is its closed word, `status` the HTTP
    status (0 where the answer came over the socket), `facts` what else it said."""

    def __init__(
        self, code: str, sentence: str, status: int = 0, facts: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status
        self.facts = dict(facts or {})

    @property
    def retry_after(self) -> float:
        """Seconds that the server asks for before another try; 0 where it asks for none."""
        try:
            return max(0.0, float(self.facts.get("retry_after") or 0))
        except (TypeError, ValueError):
            return 0.0


class NotSignedIn(ApiError):
    """There is no token, or it opens nothing (any more)."""


class Forbidden(ApiError):
    """The token lacks a scope, or the right is gone."""


class NotFound(ApiError):
    """There is no such thing, or not for this token."""


class Refused(ApiError):
    """What was asked for makes no sense to the server, or not as things stand."""


class TooMany(ApiError):
    """Slower: see `retry_after`."""


class Unavailable(ApiError):
    """A part of the server is away for the moment."""


CODES: dict[str, type[ApiError]] = {
    "unauthenticated": NotSignedIn,
    "forbidden": Forbidden,
    "not_found": NotFound,
    "too_many": TooMany,
    "unavailable": Unavailable,
}
STATUSES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    413: "too_large",
    429: "too_many",
}
PASSING = (TooMany, Unavailable)
"""What another try may get past."""


def api_error(
    code: str, sentence: str, status: int = 0, facts: Mapping[str, Any] | None = None
) -> ApiError:
    """The error that a code of the server stands for; an unknown code is a plain refusal."""
    return CODES.get(code, Refused)(code, sentence or code, status, facts)


def code_of(status: int) -> str:
    """The code for an answer that says none, as a proxy's."""
    return STATUSES.get(status, "unavailable" if status >= 500 else "bad_request")
