"""How HTTP says no: problem details (RFC 9457), with the API's own closed word beside them."""

from typing import Any

import msgspec
from django.http import HttpResponse

from dashboard.api.errors import STATUS, ApiError, Code

PROBLEM = "application/problem+json"


def problem(error: ApiError) -> HttpResponse:
    """The answer."""
    status = STATUS[error.code]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": str(error.code).replace("_", " ").capitalize(),
        "status": status,
        "code": error.code,
        "detail": error.sentence,
        **error.facts,
    }
    answer = HttpResponse(msgspec.json.encode(body), PROBLEM, status)
    answer["Cache-Control"] = "no-store"
    if error.code is Code.UNAUTHENTICATED:
        answer["WWW-Authenticate"] = "Bearer"
    if (wait := error.facts.get("retry_after")) is not None:
        answer["Retry-After"] = str(max(1, round(wait)))
    return answer
