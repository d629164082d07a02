"""Runs: the list, one run, cancel, try again, the newest preview."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard import log_lines, run_commands
from dashboard.access import runs_visible_to
from dashboard.cards import run_cards
from dashboard.counts import counts_for
from dashboard.filter_words import DATES, chips, unread
from dashboard.forms.mover import MoverForm
from dashboard.keyset import stretch
from dashboard.rerun import refusal
from dashboard.run_filter import RunFilter, read
from dashboard.run_kinds import kinds_of
from dashboard.run_page import page_of
from dashboard.views.answers import done, page, refused
from dashboard.views.subir import upload_facts
from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.preview import Previews

PAGE_SIZES = (20, 50, 100)


@login_required
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Tareas: everything that the person may see, newest first, filtered by the URL."""
    user: Any = request.user
    visible, asked = runs_visible_to(user), read(request.GET, staff=user.is_staff)
    per_page = _page_size(request)
    fitting = asked.narrow(visible, user.pk, timezone.get_current_timezone_name())
    shown = stretch(
        fitting.select_related("owner"),
        per_page,
        request.GET.get("antes", ""),
        request.GET.get("despues", ""),
        by="created_at",
    )
    counts = counts_for(user)
    context = page(
        "tareas",
        cards=run_cards(shown.rows),
        stretch=shown,
        counts=counts,
        filters=asked,
        asked=asked.asked(),
        asked_query=urlencode(asked.asked()),
        chips=chips(asked, request.GET),
        unread=unread(asked, request.GET),
        kinds=kinds_of(visible),
        dates=DATES.items(),
        per_page=per_page,
        page_sizes=PAGE_SIZES,
        good_news=_good_news(asked, counts) if not shown.rows else "",
        staff=user.is_staff,
        **upload_facts(user),
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
        **page_of(run, card),
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
    if run_commands.cancel(run, request.user) == run_commands.ENDED:
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
    if (why := refusal(run)) is not None:
        return refused(request, why.sentence, "tarea", run.pk)
    # Its own page would go on showing the run that is over; a list gets the new card by itself.
    on_its_page = request.headers.get("Referer", "").endswith(reverse("tarea", args=[run.pk]))
    return done(request, "tarea", run_commands.again(run, request.user).pk, go=on_its_page)


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


def _page_size(request: HttpRequest) -> int:
    asked = request.GET.get("por_pagina", "")
    return int(asked) if asked in map(str, PAGE_SIZES) else PAGE_SIZES[0]


def _good_news(asked: RunFilter, counts: dict[str, int]) -> str:
    """Nobody who looks for failures is sorry to find none. What is told of a day is when a run was
    asked for: one of yesterday may have failed today all the same."""
    others = asked.asked().keys() - {"estado", "fecha"}
    if asked.estado != "failed" or others:
        return ""
    if not asked.fecha:
        return "ever"
    return "today" if asked.fecha == "hoy" and not counts["failed"] else ""
