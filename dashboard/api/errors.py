"""How the API says no: a closed word for programs, a sentence for people."""

from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """All that can be said; the HTTP status of each is in `STATUS`."""

    BAD_REQUEST = "bad_request"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


STATUS: dict[Code, int] = {
    Code.BAD_REQUEST: 400,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.CONFLICT: 409,
    Code.TOO_LARGE: 413,
    Code.TOO_MANY: 429,
    Code.UNAVAILABLE: 503,
}


class ApiError(Exception):
    """What was asked for is not done, and nothing has changed. `sentence` is translated; `facts`
    are further members of the answer, such as `retry_after` in seconds."""

    def __init__(self, code: Code, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.facts = facts
