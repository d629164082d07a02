"""Having an order charged."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dashboard.team import team_only
from dashboard.views.answers import done, refused
from proyecto.dominio.models import Pedido
from proyecto.dominio.tarjetas import TarjetaDePrueba
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import OPEN, Cause, TaskName

CARDS = set(TarjetaDePrueba)


@team_only
@require_POST
def cobrar(request: HttpRequest, pedido_id: int) -> HttpResponse:
    """Charge an order; in the sandbox, with the card that was chosen."""
    with transaction.atomic():
        # Of two who press at once, one is first.
        order = get_object_or_404(Pedido.objects.select_for_update(), pk=pedido_id)
        card = request.POST.get("tarjeta", order.tarjeta_token)
        if sentence := _refusal(order, card):
            return refused(request, sentence, "pedido", order.pk)
        if card != order.tarjeta_token:
            Pedido.objects.filter(pk=order.pk).update(tarjeta_token=card)
        launch(
            TaskName.PROCESAR_PAGO,
            order.pk,
            owner=request.user,
            title=_("Payment of order %(order)s") % {"order": order},
            subject=order.asunto,
        )
    return done(request, "pedido", order.pk)


def not_paid_again(run: TaskRun, begun: Collection[str] = ()) -> str:
    """Why a payment that led nowhere is not tried again as it was, also once there are tasks about
    what `begun` names; empty for other runs too."""
    if run.task != TaskName.PROCESAR_PAGO:
        return ""
    if run.cause == Cause.REJECTED:
        return _("This payment was refused. Charge the order again on its page.")
    order = Pedido.objects.filter(pk__in=run.args[:1]).first()
    if order is None:
        return _("The order is not there any more.")
    return _refusal(order, order.tarjeta_token, begun)


def _refusal(order: Pedido, card: str, begun: Collection[str] = ()) -> str:
    """Why it can't be charged now; empty when it can."""
    if order.estado == Pedido.Estado.PAGADO:
        return _("The order is paid already. Nothing was charged.")
    if order.estado == Pedido.Estado.CANCELADO:
        return _("The order was cancelled. Nothing was charged.")
    under_way = TaskRun.objects.filter(subject=order.asunto, state__in=OPEN)
    if order.asunto in begun or under_way.exists():
        return _("The order is being charged already.")
    if order.total <= 0:
        return _("There is nothing to pay in this order.")
    if card != order.tarjeta_token and not (settings.PAYMENT_SANDBOX and card in CARDS):
        return _("There is no such card to choose.")
    return "" if card else _("The order has no card. Choose one first.")
