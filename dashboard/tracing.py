"""A span for each request. Of its address only the route is told: the rest may hold a secret."""

from typing import Any

from django.urls import Resolver404, resolve

from proyecto.progress import trace

# Asked all day long by machines.
UNTOLD = ("/healthz", "/readyz", "/metrics", "/static/")
BAD = 500


class Traced:
    """Around the application that answers HTTP. A trace of the caller's own goes on here."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass it on, and watch what is answered."""
        if scope["path"].startswith(UNTOLD):
            await self._app(scope, receive, send)
            return
        parent = dict(scope["headers"]).get(b"traceparent", b"").decode("latin-1")
        method = scope["method"]
        with trace.span(method, "server", parent, **{"http.request.method": method}) as span:

            async def watched(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    _say(span, scope, message["status"])
                await send(message)

            await self._app(scope, receive, watched)


def _say(span: trace.Span, scope: dict[str, Any], status: int) -> None:
    facts: dict[str, Any] = {"http.response.status_code": status}
    if route := _route(scope["path"]):
        facts |= {"http.route": route, "name": f"{scope['method']} {route}"}
    if status >= BAD:
        facts["failed"] = str(status)
    span.say(**facts)


def _route(path: str) -> str:
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return ""
