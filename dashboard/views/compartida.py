"""What whoever has a link to a run sees of it: a page, a card for other people's pages, a badge."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.http import quote_etag
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from dashboard import badge, guests
from dashboard.access import runs_visible_to
from dashboard.cards import RunCard, run_cards
from dashboard.fragments import WHY_WAIT
from dashboard.middleware import POLICY
from dashboard.views.answers import page
from proyecto.dominio import compartir

# Everybody may put the card into a page of theirs; nothing else of ours.
EMBEDDED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
THEMES = {"claro": "light", "oscuro": "dark", "light": "light", "dark": "dark"}


@require_safe
def pagina(request: HttpRequest, token: str) -> HttpResponse:
    """The run, live."""
    return _shown(request, token, "compartida/pagina.html")


@xframe_options_exempt
@require_safe
def tarjeta(request: HttpRequest, token: str) -> HttpResponse:
    """The same in little space, for an `<iframe>`."""
    answer = _shown(request, token, "compartida/tarjeta.html")
    answer["Content-Security-Policy"] = EMBEDDED
    return answer


@require_safe
def insignia(request: HttpRequest, token: str) -> HttpResponse:
    """A picture for a README. Whoever shows it asks each time whether it is still the same."""
    with translation.override(_language(request)):
        card = _card(token)
        drawn = badge.badge(card) if card else badge.nothing()
    answer = HttpResponse(drawn, content_type="image/svg+xml", status=200 if card else 404)
    answer["Cache-Control"] = "no-cache, max-age=0"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    if card is None:
        return answer
    etag = quote_etag(salted_hmac("insignia", drawn).hexdigest()[:20])
    answer["ETag"] = etag
    found = get_conditional_response(request, etag=etag, response=answer)
    assert isinstance(found, HttpResponse)
    return found


def _shown(request: HttpRequest, token: str, template: str) -> HttpResponse:
    with translation.override(_language(request)), timezone.override(ZoneInfo(settings.TIME_ZONE)):
        card = _card(token, count=request.method == "GET")
        context: dict[str, Any] = page(
            guests.VIEW,
            card=card,
            token=token,
            embedded=template.endswith("tarjeta.html"),
            theme=THEMES.get(request.GET.get("tema", ""), ""),
        )
        answer = render(request, template if card else "compartida/nada.html", context)
    if card is None:
        answer.status_code = 404
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _card(token: str, count: bool = False) -> RunCard | None:
    """The run as a guest sees it, under its alias; None where the link opens nothing, whatever the
    reason."""
    guest = guests.guest_of(token)
    run = runs_visible_to(guest).first() if guest else None
    if guest is None or run is None:
        return None
    if count:
        compartir.seen(guest.link_id)
    (card,) = run_cards([run], WHY_WAIT[guests.VIEW])
    return replace(card, id=guest.alias)


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("lang", "").lower()
    for code, _name in settings.LANGUAGES:
        if wanted and wanted in {code.lower(), code.partition("-")[0]}:
            return code
    return translation.get_language() or settings.LANGUAGE_CODE
