"""No, as RFC 9457 has it: `application/problem+json`, whoever in the house said it."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from dashboard.api.errors import STATUS, ApiError, Code
from dashboard.uploads.refusal import Refused

KIND = "application/problem+json"
# Those that stand for a status which `STATUS` gives to none.
CODES = {status: code for code, status in STATUS.items()} | {
    HTTPStatus.LOCKED: Code.CONFLICT,
    HTTPStatus.GONE: Code.NOT_FOUND,
    HTTPStatus.INSUFFICIENT_STORAGE: Code.UNAVAILABLE,
}
BUSY_SECONDS = 2


def problem(
    status: int,
    sentence: str,
    *,
    code: Code | None = None,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> HttpResponse:
    """An answer that says why not; `facts` are further members of it."""
    code = code or code_of(status)
    body = {
        "type": f"urn:avance:problem:{code}",
        "title": _phrase(status),
        "status": int(status),
        "detail": sentence,
        "code": str(code),
        **facts,
    }
    answer = HttpResponse(json.dumps(body), status=status, content_type=KIND, headers=headers)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="avance"'
    return answer


def code_of(status: int) -> Code:
    """The word for a status."""
    general = Code.UNAVAILABLE if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Code.BAD_REQUEST
    return CODES.get(status, general)


def of_error(error: ApiError) -> HttpResponse:
    """What an ApiError says."""
    facts = dict(error.facts)
    if field := facts.pop("field", ""):
        told = {"field": field, "detail": str(facts.pop("reason", error.sentence))}
        facts["errors"] = [told]
    headers = {}
    if "retry_after" in facts:
        headers["Retry-After"] = str(facts["retry_after"])
    return problem(STATUS[error.code], error.sentence, code=error.code, headers=headers, **facts)


def of_refusal(refused: Refused) -> HttpResponse:
    """What the door of uploads says."""
    return problem(refused.status, refused.sentence, headers=refused.headers)


def general(status: int) -> HttpResponse:
    """Of a status alone."""
    return problem(status, _sentence(status))


def take_over(api: Any) -> None:
    """Have everything that is raised in `api` answered as a problem. What nobody expected goes on
    to Django, which logs it; `gate` then answers."""
    api.add_exception_handler(ApiError, lambda _request, error: of_error(error))
    api.add_exception_handler(Refused, lambda _request, refused: of_refusal(refused))
    api.add_exception_handler(Http404, lambda _request, _error: general(HTTPStatus.NOT_FOUND))
    api.add_exception_handler(
        AuthenticationError, lambda _request, _error: general(HTTPStatus.UNAUTHORIZED)
    )
    api.add_exception_handler(HttpError, lambda _request, error: general(error.status_code))
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(OperationalError, _busy)
    api.add_exception_handler(Exception, _unexpected)


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    told = [{"field": _field(one["loc"]), "detail": one["msg"]} for one in error.errors]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return problem(status, _sentence(status), errors=told)


def _field(where: tuple[str | int, ...]) -> str:
    """ "body.args", without the name that the body has in our code."""
    parts = where[:1] + where[2:] if where[0] == "body" else where
    return ".".join(map(str, parts))


def _busy(_request: HttpRequest, _error: OperationalError) -> HttpResponse:
    return of_error(ApiError(Code.UNAVAILABLE, _sentence(503), retry_after=BUSY_SECONDS))


def _unexpected(_request: HttpRequest, error: Exception) -> HttpResponse:
    raise error


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # such as 460, which is tus's own
        return "Not done"


def _sentence(status: int) -> str:
    sentences = {
        400: _("The request can't be read."),
        401: _("Say who asks: by the header Authorization, with a token that is valid."),
        403: _("This is not allowed."),
        404: _("There is no such thing."),
        405: _("Nothing of the kind can be done with it."),
        413: _("That is too large."),
        422: _("Something in the request is missing or makes no sense."),
        503: _("A part of the server is away just now. Try again."),
    }
    unknown = _("The server failed. It is not your fault, and we know of it.")
    return sentences.get(status) or (unknown if status >= 500 else sentences[400])
