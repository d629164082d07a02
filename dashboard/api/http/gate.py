"""What every answer under `/api/` has: any origin may read it, an error is a problem, and nothing
keeps it.

Any origin, because nothing but the token in the header says who asks: a foreign page knows no
token, and the browser adds none. Credentials (cookies) are not allowed to it, nor looked at.
"""

from contextlib import suppress
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from dashboard.api.http.problems import general
from dashboard.api.problems import PROBLEM
from dashboard.middleware import EitherWay

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
        return _preflight(request) or _dressed(request, self.get_response(request))

    async def later(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return await self.get_response(request)
        return _preflight(request) or _dressed(request, await self.get_response(request))


def language_asked(request: HttpRequest) -> str:
    """The first of `Accept-Language` that we speak; empty where there is none. Programs say `*`."""
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        with suppress(LookupError):
            return translation.get_supported_language_variant(code)
    return ""


def _preflight(request: HttpRequest) -> HttpResponseBase | None:
    """A browser asks whether a page of another origin may ask."""
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        return None
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
    return _open(answer)


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


def _open(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = EXPOSED
    return answer
