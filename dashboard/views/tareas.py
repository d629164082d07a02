"""Runs: the list, one run, cancel, try again, the newest preview."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard import log_lines
from dashboard.access import runs_visible_to
from dashboard.cards import event_cards, run_cards
from dashboard.counts import counts_for
from dashboard.effects import effects_of
from dashboard.forms.mover import MoverForm
from dashboard.views.answers import done, page, refused
from dashboard.views.pagos import not_paid_again
from dashboard.views.subir import upload_facts
from proyecto.dominio.models import Video
from proyecto.progress import launch, record
from proyecto.progress.models import TaskRun
from proyecto.progress.preview import Previews
from proyecto.progress.vocabulary import OPEN, WAITING, Cause, TaskState

PER_PAGE = 20
ESTADOS = {
    "running": Q(state=TaskState.STARTED),
    "waiting": Q(state__in=WAITING),
    "done": Q(state=TaskState.SUCCESS),
    "failed": Q(state=TaskState.FAILURE),
    "cancelled": Q(state=TaskState.REVOKED),
}


@login_required
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Tareas: everything that the person may see, newest first, filtered by the URL."""
    runs = _filtered(request, runs_visible_to(request.user).select_related("owner"))
    shown = Paginator(runs, PER_PAGE).get_page(request.GET.get("pagina"))
    filters = {name: request.GET.get(name, "") for name in ("estado", "q", "de")}
    context = page(
        "tareas",
        cards=run_cards(shown.object_list),
        page_obj=shown,
        counts=counts_for(request.user),
        filters=filters,
        filtered=any(filters.values()),
        staff=request.user.is_staff,
        **upload_facts(request.user),
    )
    return render(request, "tareas/lista.html", context)


@login_required
@require_safe
def tarea(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run, from its first moment to its last."""
    run = _run(request, run_id)
    (card,) = run_cards([run])
    context = page(
        "tarea",
        card=card,
        events=event_cards(run.events.order_by("n")),
        effects=effects_of([run])[str(run.pk)],
        video=card.video,
        log=log_lines.newest(run),
        staff=request.user.is_staff,
    )
    return render(request, "tareas/tarea.html", context)


@login_required
@require_POST
def cancelar(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Ask for the end of a run."""
    run = _run(request, run_id)
    if record.request_cancel(run.pk) is None and not run.cancel_requested_at:
        return refused(request, _("It has already ended."), "tarea", run.pk)
    return done(request, "tarea", run.pk)


@login_required
@require_POST
def mover(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Have a run that waits begin at another time, or now."""
    run = _run(request, run_id)
    form = MoverForm(request.POST)
    if not form.is_valid():
        return refused(request, str(form.errors["cuando"][0]), "tarea", run.pk)
    if record.move(run.pk, form.cleaned_data["cuando"]) is None:
        return refused(request, _("It does not wait any more."), "tarea", run.pk)
    return done(request, "tarea", run.pk)


@login_required
@require_POST
def reintentar(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A new run of the same work."""
    run = _run(request, run_id)
    if not run.ended or run.state == TaskState.SUCCESS:
        return refused(request, _("It is not over yet."), "tarea", run.pk)
    if sentence := not_paid_again(run):
        return refused(request, sentence, "tarea", run.pk)
    if run.cause == Cause.REJECTED:
        return refused(request, _("This file can't be processed. Upload another."), "tarea", run.pk)
    if run.subject and TaskRun.objects.filter(subject=run.subject, state__in=OPEN).exists():
        return refused(request, _("Another task is busy with it already."), "tarea", run.pk)
    if run.subject.startswith("video:") and not _original_of(run):
        return refused(request, _("The original was deleted. Upload it again."), "tarea", run.pk)
    # Its own page would go on showing the run that is over; a list gets the new card by itself.
    on_its_page = request.headers.get("Referer", "").endswith(reverse("tarea", args=[run.pk]))
    return done(request, "tarea", launch.again(run).pk, go=on_its_page)


@login_required
@require_safe
def vista(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The picture that is being worked on."""
    picture = Previews().get(_run(request, run_id).pk)
    if picture is None:
        return HttpResponse(status=404)
    headers = {"Cache-Control": "private, max-age=300", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture, content_type="image/jpeg", headers=headers)


def _run(request: HttpRequest, run_id: UUID) -> TaskRun:
    return get_object_or_404(runs_visible_to(request.user).select_related("owner"), pk=run_id)


def _original_of(run: TaskRun) -> bool:
    video = Video.objects.filter(pk=run.subject.removeprefix("video:")).first()
    return video is not None and (bool(video.original) or run.task == "crear_muestra")


def _filtered(request: HttpRequest, runs: QuerySet[TaskRun]) -> QuerySet[TaskRun]:
    estado, text = request.GET.get("estado", ""), request.GET.get("q", "").strip()
    wanted: Any = ESTADOS.get(estado, Q())
    if text:
        wanted &= Q(title__icontains=text[:100])
    if request.GET.get("de") == "mias":
        wanted &= Q(owner=request.user.pk)
    return runs.filter(wanted).order_by("-created_at", "id")
