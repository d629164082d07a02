"""Sharing a run: a link is made, shown once, and revoked; by its owner and by the team."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.access import runs_visible_to
from dashboard.cards import run_cards
from dashboard.views.answers import by_script, page
from proyecto.dominio import compartir as links
from proyecto.progress.models import TaskRun

USUAL = "semana"
SPANS = {
    "hora": gettext_lazy("1 hour"),
    "dia": gettext_lazy("1 day"),
    "semana": gettext_lazy("1 week"),
    "mes": gettext_lazy("30 days"),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def compartir(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The links of a run, and a new one."""
    run = _run(request, run_id)
    context: dict[str, Any] = {"span": USUAL}
    if request.method == "POST":
        context = _made(request, run)
    return _shown(request, run, **context)


@login_required
@require_POST
def revocar(request: HttpRequest, run_id: UUID, enlace_id: int) -> HttpResponse:
    """A link of a run opens nothing any more. One that had ended already is as good as revoked."""
    run = _run(request, run_id)
    if not links.EnlaceCompartido.objects.filter(pk=enlace_id, run=run).exists():
        raise Http404
    links.revoke(enlace_id)
    return _shown(request, run, span=USUAL, revoked=True)


def _run(request: HttpRequest, run_id: UUID) -> TaskRun:
    return get_object_or_404(runs_visible_to(request.user).select_related("owner"), pk=run_id)


def _made(request: HttpRequest, run: TaskRun) -> dict[str, Any]:
    span = request.POST.get("vence", "")
    try:
        link, token = links.share(run, request.user, span)
    except KeyError:
        return {"span": USUAL, "error": _("Choose how long the link is to live.")}
    except links.TooMany:
        sentence = _("There are %(n)d live links already. Revoke one first.")
        return {"span": span, "error": sentence % {"n": links.MOST_LIVE}}
    return {"span": span, "made": link, "addresses": _addresses(request, token)}


def _addresses(request: HttpRequest, token: str) -> dict[str, str]:
    """Where the link leads, and what to paste so that others get there."""
    page_, card, badge = (
        request.build_absolute_uri(reverse(name, args=[token]))
        for name in ("compartida", "compartida_tarjeta", "compartida_insignia")
    )
    words = _("Progress in Avance")
    # Text to be copied: what shows it escapes it once more.
    frame = f'<iframe src="{escape(card)}" title="{escape(words)}" width="420" height="150"'
    return {
        "page": page_,
        "badge": badge,
        "markdown": f"[![{words}]({badge})]({page_})",
        "html": f'{frame} loading="lazy"></iframe>',
    }


def _shown(request: HttpRequest, run: TaskRun, **more: Any) -> HttpResponse:
    (card,) = run_cards([run])
    live = links.live_links(run)
    context = page("", card=card, links=live, spans=SPANS.items(), **more)
    template = "compartir/_panel.html" if by_script(request) else "compartir/compartir.html"
    status = 409 if more.get("error") else 200
    return render(request, template, context, status=status)
