"""How HTTP says no: problem details (RFC 9457), with the API's own closed word beside them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpResponse

from dashboard.api.errors import STATUS, ApiError, Code

PROBLEM = "application/problem+json"
# The word for a status; those that `STATUS` gives to none are of uploads.
CODES = {status: code for code, status in STATUS.items()} | {
    HTTPStatus.LOCKED: Code.CONFLICT,
    HTTPStatus.GONE: Code.NOT_FOUND,
}


def problem(error: ApiError) -> HttpResponse:
    """The answer."""
    facts = dict(error.facts)
    if field := facts.pop("field", ""):
        facts["errors"] = [{"field": field, "detail": facts.pop("reason", error.sentence)}]
    return problem_of(STATUS[error.code], error.sentence, error.code, **facts)


def problem_of(
    status: int,
    sentence: str,
    code: Code | None = None,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> HttpResponse:
    """The answer for a status; `facts` are further members of it."""
    code = code or _code_of(status)
    body = {
        "type": f"urn:avance:problem:{code}",
        "title": _phrase(status),
        "status": int(status),
        "detail": sentence,
        "code": code,
        **facts,
    }
    answer = HttpResponse(msgspec.json.encode(body), PROBLEM, status, headers=headers)
    answer["Cache-Control"] = "no-store"
    if code is Code.UNAUTHENTICATED:
        answer["WWW-Authenticate"] = "Bearer"
    if (wait := facts.get("retry_after")) is not None:
        answer["Retry-After"] = str(max(1, round(wait)))
    return answer


def _code_of(status: int) -> Code:
    general = Code.UNAVAILABLE if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Code.BAD_REQUEST
    return CODES.get(status, general)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # such as 460, which is tus's own
        return "Not done"
