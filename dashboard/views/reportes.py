"""Reports of sales: the list, asking for one, deletion, and the files."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard import begin
from dashboard.access import reports_visible_to, runs_visible_to
from dashboard.cards import run_cards
from dashboard.formats import day_and_clock
from dashboard.forms.reporte import ReporteForm
from dashboard.media import serve_stored
from dashboard.removal import remove_report
from dashboard.report_cards import ReportCard, report_card
from dashboard.views.answers import done, page, refused
from proyecto.dominio.models import Reporte

PER_PAGE = 20


@login_required
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Every report that the person may see, newest first."""
    reports = reports_visible_to(request.user).select_related("propietario")
    shown = Paginator(reports, PER_PAGE).get_page(request.GET.get("pagina"))
    cards = _with_runs(request, list(shown.object_list))
    context = page("reportes", cards=cards, page_obj=shown, staff=request.user.is_staff)
    return render(request, "reportes/lista.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def nuevo(request: HttpRequest) -> HttpResponse:
    """Ask for the report of a month, now or later. There is one a person and month: asking again
    makes it anew, and the one that is there stays until then."""
    form = ReporteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _ask(request, form.cleaned_data["periodo"], form.cleaned_data["cuando"])
    return render(request, "reportes/nuevo.html", page("", form=form))


def _ask(request: HttpRequest, periodo: str, cuando: Any) -> HttpResponse:
    try:
        run = begin.report(request.user, periodo, cuando)
    except begin.NotNow as why:
        return refused(request, why.sentence, "reportes")
    if cuando is None:
        return done(request, "reportes")
    said = _("%(title)s: it will be made %(when)s.") % {
        "title": run.title,
        "when": day_and_clock(cuando),
    }
    return done(request, "reportes", sentence=said)


@login_required
@require_POST
def borrar(request: HttpRequest, reporte_id: int) -> HttpResponse:
    """Delete a report with its files."""
    doomed = get_object_or_404(reports_visible_to(request.user), pk=reporte_id)
    try:
        remove_report(doomed)
    except begin.NotNow as why:
        return refused(request, why.sentence, "reportes")
    return done(request, "reportes", sentence=_("The report was deleted."), go=True)


async def media(request: HttpRequest, reporte_id: int, path: str) -> HttpResponseBase:
    """A file of a report. Each version has a folder of its own, so a file never changes."""
    user = await request.auser()
    found = await reports_visible_to(user).filter(pk=reporte_id).afirst() if user.pk else None
    if found is None:
        raise Http404
    return await serve_stored(
        request,
        default_storage,
        f"{found.carpeta}/{path}",
        download_as=path.rpartition("/")[2] if "descargar" in request.GET else None,
        immutable=True,
    )


def _with_runs(request: HttpRequest, reports: list[Reporte]) -> list[ReportCard]:
    """Cards of reports, each with the newest run about it."""
    subjects: Any = [one.asunto for one in reports]
    runs = runs_visible_to(request.user).filter(subject__in=subjects).select_related("owner")
    newest = {run.subject: run for run in runs.order_by("created_at")}
    shown = zip(newest.values(), run_cards(newest.values()), strict=True)
    cards = {run.subject: card for run, card in shown}
    return [report_card(one, cards.get(one.asunto)) for one in reports]
