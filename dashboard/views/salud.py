"""Whether this process answers."""

from django.http import HttpRequest, HttpResponse


async def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Alive: the event loop turns. It asks nothing of the database or Redis."""
    return HttpResponse("ok", content_type="text/plain")
