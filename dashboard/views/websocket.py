"""The page about the sockets of programs, made from their AsyncAPI document."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard.api import reference
from dashboard.api.closes import CLOSES, REFUSALS
from dashboard.api.frames import SUBPROTOCOL
from dashboard.views.answers import page


@require_safe
def websocket(request: HttpRequest) -> HttpResponse:
    """For anybody: what it says is no secret."""
    shown = {
        "subprotocol": SUBPROTOCOL,
        "asked": reference.asked(),
        "told": reference.told(),
        "parts": reference.parts(),
        "refusals": list(REFUSALS.items()),
        "closes": list(CLOSES.items()),
        "scripts": reference.scripts() if settings.SANDBOX_SOCKETS else [],
    }
    return render(request, "websocket/pagina.html", page("", **shown))
