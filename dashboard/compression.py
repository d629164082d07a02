"""Pages go out compressed: a list of a hundred cards is a tenth of its bytes.

Files are none of its business: static ones are compressed beforehand, and a film that is asked for
in pieces must keep its bytes.

BREACH guesses, by the length of many answers, what stands in a page beside words that a stranger
chose. Django masks the CSRF token anew for every page and adds up to a hundred random bytes, and
the session's cookie does not go along with what another site loads in the background. So the rest,
such as names beside a search, is slow to guess; not impossible.
"""

from asgiref.sync import sync_to_async
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

LEAST_BYTES = 1000
KINDS = ("text/html", "application/json")


class Compression(GZipMiddleware):
    """Django's, for pages and data alone, and outside the event loop: half a megabyte takes 10 ms,
    in which nobody would be told anything."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = await self.get_response(request)  # type: ignore[misc]
        if not is_worth_it(response):
            return response
        return await sync_to_async(self.process_response)(request, response)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress it, or leave it as it is."""
        if not is_worth_it(response):
            return response
        return super().process_response(request, response)


def is_worth_it(response: HttpResponseBase) -> bool:
    """A page or data, at hand as a whole, and long enough."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    return kind in KINDS and len(getattr(response, "content", b"")) >= LEAST_BYTES
