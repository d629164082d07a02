"""`/metrics`, for Prometheus. Who does not say who they are sees nothing."""

from channels.db import database_sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from dashboard.api.caller import bearer, caller_with
from dashboard.hub import hub
from dashboard.ledger_figures import Kept
from dashboard.metrics_page import registry

kept = Kept()


async def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of this process, and of the ledger."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not await _may(bearer(request.headers.get("Authorization", ""))):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    found = generate_latest(registry(hub(), await kept.newest()))
    return HttpResponse(
        found, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


async def _may(text: str) -> bool:
    """With `METRICS_TOKEN`, or with the access token of one of the team that has the scope."""
    if settings.METRICS_TOKEN and constant_time_compare(text, settings.METRICS_TOKEN):
        return True
    caller = await database_sync_to_async(caller_with)(text) if text else None
    return caller is not None and caller.is_staff
