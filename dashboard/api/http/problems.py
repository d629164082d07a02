"""No, whoever in the house said it."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from dashboard.api.errors import ApiError
from dashboard.api.problems import problem, problem_of
from dashboard.uploads.refusal import Refused

BUSY_SECONDS = 2


def general(status: int, **facts: Any) -> HttpResponse:
    """Of a status alone."""
    return problem_of(status, _sentence(status), **facts)


def too_large() -> HttpResponse:
    """Of a request that the server does not take whole."""
    most = _("Send at most %(most)d bytes in one request.") % {"most": settings.UPLOAD_CHUNK_BYTES}
    by_tus = _("What is larger goes by tus, to /api/v1/uploads/.")
    return problem_of(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"{most} {by_tus}")


def of_refusal(refused: Refused) -> HttpResponse:
    """What the door of uploads says."""
    return problem_of(refused.status, refused.sentence, headers=refused.headers)


def take_over(api: Any) -> None:
    """Have everything that is raised in `api` answered as a problem. What nobody expected goes on
    to Django, which logs it; `gate` then answers."""

    def answer(error: type[Exception], how: Any) -> None:
        api.add_exception_handler(error, lambda _request, raised: how(raised))

    answer(ApiError, problem)
    answer(Refused, of_refusal)
    answer(Http404, lambda _raised: general(HTTPStatus.NOT_FOUND))
    answer(AuthenticationError, lambda _raised: general(HTTPStatus.UNAUTHORIZED))
    answer(HttpError, lambda raised: general(raised.status_code))
    answer(RequestDataTooBig, lambda _raised: general(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
    answer(ValidationError, _invalid)
    answer(OperationalError, _busy)
    api.add_exception_handler(Exception, _unexpected)


def _invalid(error: ValidationError) -> HttpResponse:
    told = [{"field": _field(one["loc"]), "detail": one["msg"]} for one in error.errors]
    return general(HTTPStatus.UNPROCESSABLE_ENTITY, errors=told)


def _field(where: tuple[str | int, ...]) -> str:
    """ "body.args", without the name that the body has in our code."""
    parts = where[:1] + where[2:] if where[0] == "body" else where
    return ".".join(map(str, parts))


def _busy(_error: OperationalError) -> HttpResponse:
    return general(HTTPStatus.SERVICE_UNAVAILABLE, retry_after=BUSY_SECONDS)


def _unexpected(_request: HttpRequest, error: Exception) -> HttpResponse:
    raise error


def _sentence(status: int) -> str:
    sentences = {
        400: _("The request can't be read."),
        401: _("Say who asks: by the header Authorization, with a token that is valid."),
        403: _("This is not allowed."),
        404: _("There is no such thing."),
        405: _("Nothing of the kind can be done with it."),
        408: _("The request did not come in time. Send it again."),
        413: _("That is too large."),
        422: _("Something in the request is missing or makes no sense."),
        503: _("A part of the server is away just now. Try again."),
    }
    unknown = _("The server failed. It is not your fault, and we know of it.")
    return sentences.get(status) or (unknown if status >= 500 else sentences[400])
