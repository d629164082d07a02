"""Orders, for the team: the list, one order, and demo orders to look at."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dashboard import begin, order_labels
from dashboard.access import runs_visible_to
from dashboard.cards import run_cards
from dashboard.forms.demo import DemoForm
from dashboard.forms.reporte import by_year, months
from dashboard.keyset import stretch
from dashboard.order_search import asked, found
from dashboard.payment_cards import payment_card
from dashboard.subscriber import VIEWS_OF_ONE
from dashboard.team import team_only
from dashboard.views.answers import done, page
from proyecto.dominio.models import LineaPedido, Pedido
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import OPEN, TaskName

PER_PAGE = 30


@team_only
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Every order, newest first, narrowed down by the URL."""
    filters = asked(request.GET)
    shown = stretch(
        found(filters), PER_PAGE, request.GET.get("antes", ""), request.GET.get("despues", "")
    )
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    context = {
        "orders": shown.rows,
        "stretch": shown,
        "filters": filters,
        "filtered": any(filters.values()),
        "states": order_labels.STATES.items(),
        "channels": order_labels.CHANNELS.items(),
        "making": _making(),
        "years": by_year(list(months(today)), today),
    }
    return render(request, "pedidos/lista.html", page("", section="pedidos", **context))


@team_only
@require_safe
def pedido(request: HttpRequest, pedido_id: int) -> HttpResponse:
    """One order, with the runs about it, which stay live."""
    order = get_object_or_404(Pedido.objects.select_related("cliente"), pk=pedido_id)
    runs = runs_visible_to(request.user).filter(subject=order.asunto).select_related("owner")
    lines = LineaPedido.objects.filter(pedido=order).select_related("producto").order_by("pk")
    context: dict[str, Any] = {
        "order": order,
        "lines": lines,
        "payment": payment_card(order),
        "cards": run_cards(runs.order_by("-created_at")[: VIEWS_OF_ONE["pedido"]]),
        "staff": True,
    }
    return render(request, "pedidos/pedido.html", page("pedido", section="pedidos", **context))


@team_only
@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Ask for invented orders; the page of the run shows how far they are."""
    form = (
        DemoForm(request.POST) if request.method == "POST" else DemoForm(initial=DemoForm.usual())
    )
    if form.is_bound and form.is_valid():
        run = begin.demo_orders(form, request.user)
        return done(request, "tarea", run.pk, go=True)
    return render(request, "pedidos/demo.html", page("", section="pedidos", form=form))


def _making() -> TaskRun | None:
    """The run that makes some just now."""
    runs = TaskRun.objects.filter(task=TaskName.CREAR_PEDIDOS, state__in=OPEN)
    return runs.order_by("-created_at").first()
