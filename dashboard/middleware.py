"""What every answer has: a strict content security policy (no inline script or style, no eval, no
other host: what a user uploads can't become code here), and times in the viewer's zone."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from proyecto.dominio.preferencias import zone_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class EitherWay:
    """Middleware that takes its place in a chain of either kind, so that Django puts no thread
    between the server and an asynchronous view. `now` serves the one kind, `later` the other."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answer, as the chain does."""
        return self.later(request) if self._is_async else self.now(request)

    def now(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        raise NotImplementedError

    async def later(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the event loop."""
        raise NotImplementedError


class ContentSecurityPolicy(EitherWay):
    """Adds the policy where the view did not set one of its own."""

    def now(self, request: HttpRequest) -> HttpResponseBase:
        return protect(self.get_response(request))

    async def later(self, request: HttpRequest) -> HttpResponseBase:
        return protect(await self.get_response(request))


class ViewerZone(EitherWay):
    """Times are shown in the zone that the person chose, else in the project's."""

    def now(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(zone_of(request.user)):
            return self.get_response(request)

    async def later(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(zone_of(await request.auser())):
            return await self.get_response(request)


def protect(response: HttpResponseBase) -> HttpResponseBase:
    """Set the header."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    return response
