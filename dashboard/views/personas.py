"""People, for the team: who has an account, and which mails they got."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.access import runs_visible_to
from dashboard.cards import run_cards
from dashboard.forms.when import WhenField
from dashboard.team import team_only
from dashboard.views.answers import done, page, refused
from dashboard.welcome import standing, subject_of, welcome
from proyecto.dominio.models import Usuario
from proyecto.progress.models import Effect

PER_PAGE = 30
MOST_MAILS = 50


class BienvenidaForm(forms.Form):
    """When the welcome mail is to be sent."""

    cuando = WhenField()


@team_only
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Everybody, newest first."""
    asked = request.GET.get("q", "").strip()[:100]
    people = Usuario.objects.order_by("-date_joined", "-pk")
    if asked:
        people = people.filter(Q(username__icontains=asked) | Q(email__icontains=asked))
    shown = Paginator(people, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {"people": shown.object_list, "page_obj": shown, "q": asked}
    return render(request, "personas/lista.html", page("", section="personas", **context))


@team_only
@require_safe
def persona(request: HttpRequest, usuario_id: int) -> HttpResponse:
    """One person."""
    return _page(request, get_object_or_404(Usuario, pk=usuario_id), BienvenidaForm())


@team_only
@require_POST
def bienvenida(request: HttpRequest, usuario_id: int) -> HttpResponse:
    """Have them welcomed by mail, at the time that the form says."""
    user = get_object_or_404(Usuario, pk=usuario_id)
    form = BienvenidaForm(request.POST)
    if not form.is_valid():
        return _page(request, user, form)
    if not user.email:
        return refused(request, _("The account has no e-mail address."), "persona", user.pk)
    with transaction.atomic():
        Usuario.objects.select_for_update().get(pk=user.pk)  # of two who ask at once, one is first
        if not standing(user).may_be_sent:
            return refused(request, _("It was sent already, or will be."), "persona", user.pk)
        run = welcome(user, form.cleaned_data["cuando"])
    return done(request, "tarea", run.pk, go=True)


def _page(request: HttpRequest, user: Usuario, form: BienvenidaForm) -> HttpResponse:
    mails = Effect.objects.filter(kind="mail", key__endswith=f":{user.pk}").order_by("-planned_at")
    runs = runs_visible_to(request.user).filter(subject=subject_of(user)).select_related("owner")
    context: dict[str, Any] = {
        "person": user,
        "form": form,
        "welcome": standing(user),
        "mails": mails[:MOST_MAILS],
        "cards": run_cards(runs[:MOST_MAILS]),
    }
    return render(request, "personas/persona.html", page("", section="personas", **context))
