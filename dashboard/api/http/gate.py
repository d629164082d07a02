"""What every answer under `/api/` has: any origin may read it, an error is a problem, and nothing
keeps it.

Any origin, because nothing but the token in the header says who asks: a foreign page knows no
token, and the browser adds none. Credentials (cookies) are not allowed to it, nor looked at.
"""

from contextlib import suppress
from http import HTTPStatus
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from dashboard.api.http.problems import general, too_large
from dashboard.api.problems import PROBLEM
from dashboard.middleware import EitherWay
from dashboard.server import on_refusal

Answer = TypeVar("Answer", bound=HttpResponseBase)

PREFIX = "/api/v1/"
ALLOWED = ", ".join(
    (
        *("Authorization", "Content-Type", "Accept", "Accept-Language", "Idempotency-Key"),
        *("If-None-Match", "If-Range", "Range", "Last-Event-ID", "X-HTTP-Method-Override"),
        *("Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum"),
    )
)
EXPOSED = ", ".join(
    (
        *("Location", "ETag", "Retry-After", "Content-Range", "Accept-Ranges", "Content-Length"),
        *("Content-Disposition", "Idempotent-Replayed", "WWW-Authenticate", "Allow"),
        *("Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Upload-Offset"),
        *("Tus-Checksum-Algorithm", "Upload-Length", "Upload-Expires", "Upload-Metadata"),
        *("Avance-Video", "Avance-Imagen", "Avance-Run"),
    )
)
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": ALLOWED,
    "Access-Control-Max-Age": "86400",
}
# What an answer of Django's says besides its text.
KEPT = ("Allow", "Retry-After", "Content-Range", "WWW-Authenticate")


class Gate(EitherWay):
    """Stands around everything that is asked for under `/api/v1/`, and around nothing else."""

    def now(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            passed: HttpResponseBase = self.get_response(request)
            return passed
        if (preflight := _preflight(request)) is not None:
            return preflight
        answer = self.get_response(request)
        if _wants_its_head(request, answer):
            return _head_of(_dressed(request, self.get_response(request)))
        return _dressed(request, answer)

    async def later(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return await self.get_response(request)
        if (preflight := _preflight(request)) is not None:
            return preflight
        answer = await self.get_response(request)
        if _wants_its_head(request, answer):
            return _head_of(_dressed(request, await self.get_response(request)))
        return _dressed(request, answer)


@on_refusal
def too_much(status: int, path: str, languages: str) -> tuple[dict[str, str], bytes] | None:
    """What is answered to a request that the server itself refuses."""
    if not path.startswith(PREFIX):
        return None
    with translation.override(language_of(languages) or settings.LANGUAGE_CODE):
        answer = _open(
            too_large() if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else general(status)
        )
    return dict(answer.items()), answer.content


def language_asked(request: HttpRequest) -> str:
    """The language of a request; empty where it asks for none."""
    return language_of(request.headers.get("Accept-Language", ""))


def language_of(spoken: str) -> str:
    """The first of `Accept-Language` that we speak; empty where there is none. Programs say `*`."""
    for code, _quality in parse_accept_lang_header(spoken):
        with suppress(LookupError):
            return translation.get_supported_language_variant(code)
    return ""


def _preflight(request: HttpRequest) -> HttpResponseBase | None:
    """A browser asks whether a page of another origin may ask."""
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        return None
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
    return _open(answer)


def _wants_its_head(request: HttpRequest, answer: HttpResponseBase) -> bool:
    """Whether it was a HEAD of what knows GET only; it is that GET from now on."""
    refused = answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    if request.method != "HEAD" or not refused or "GET" not in answer.headers.get("Allow", ""):
        return False
    answer.close()
    request.method = request.META["REQUEST_METHOD"] = "GET"
    return True


def _head_of(answer: HttpResponseBase) -> HttpResponseBase:
    """The same, less its body; its length stays said where it is known. A stream is not begun."""
    if isinstance(answer, HttpResponse):
        answer.headers.setdefault("Content-Length", str(len(answer.content)))
        answer.content = b""
        return answer
    answer.close()
    return HttpResponse(status=answer.status_code, headers=answer.headers)


def _dressed(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    kind = answer.headers.get("Content-Type", "")
    ours = kind == PROBLEM or "Tus-Resumable" in answer.headers
    if answer.status_code >= HTTPStatus.BAD_REQUEST and not ours:
        with translation.override(language_asked(request) or settings.LANGUAGE_CODE):
            told = general(answer.status_code)
        for name in KEPT:
            if name in answer.headers:
                told[name] = answer.headers[name]
        answer.close()
        answer = told
    answer.headers.setdefault("Cache-Control", "no-store")
    # A browser that keeps a file of one person is asked for it by a page with another one's token.
    patch_vary_headers(answer, ["Authorization"])
    return _open(answer)


def _open(answer: Answer) -> Answer:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = EXPOSED
    return answer
