"""What people have begun: one function for each kind of work, for pages and for programs alike.

Who may is asked before; here is decided whether it can be, as things stand.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_celery_beat.models import PeriodicTask

from dashboard.access import runs_visible_to
from dashboard.forms.demo import DemoForm
from dashboard.labels import report_title
from dashboard.report_cards import report_card
from dashboard.schedule_cards import newest_run
from dashboard.schedule_notes import note_change
from proyecto.dominio.models import Pedido, Reporte, Video
from proyecto.dominio.tarjetas import TarjetaDePrueba
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.queues import UnknownQueue
from proyecto.progress.slots import launch_now
from proyecto.progress.vocabulary import KINDS, OPEN, Cause, TaskName

MOST_SAMPLES = 3
CARDS = set(TarjetaDePrueba)


class NotNow(Exception):
    """It can't be begun as things stand; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def report(owner: Any, periodo: str, cuando: datetime | None = None) -> TaskRun:
    """Have the report of a month made, now or later. There is one a person and month: asking again
    makes it anew, and the one that is there stays until then. Raises NotNow."""
    with transaction.atomic():
        reporte, _new = Reporte.objects.select_for_update().get_or_create(
            tipo=Reporte.Tipo.VENTAS, periodo=periodo, propietario=owner
        )
        if busy_with(reporte.asunto):
            raise NotNow(_("That report is being made already."))
        anio, mes = (int(part) for part in periodo.split("-"))
        return launch(
            TaskName.GENERAR_REPORTE_VENTAS,
            mes,
            anio,
            owner=owner,
            title=report_title(report_card(reporte).month),
            subject=reporte.asunto,
            run_at=cuando,
        )


def sample(owner: Any) -> TaskRun:
    """Have a sample film made, and processed like any other. Raises NotNow."""
    mine = runs_visible_to(owner).filter(owner=owner.pk, task=TaskName.CREAR_MUESTRA)
    if mine.filter(state__in=OPEN).count() >= MOST_SAMPLES:
        raise NotNow(_("Some sample films are being made already."))
    title = _("Sample film")
    with transaction.atomic():
        video = Video.objects.create(propietario=owner, titulo=title)
        return launch(
            TaskName.CREAR_MUESTRA,
            video.pk,
            owner=owner,
            title=title,
            subject=video.asunto,
        )


def demo_orders(form: DemoForm, by: Any) -> TaskRun:
    """Have invented orders made, as a form that is valid says."""
    with transaction.atomic():
        lote = form.save()
        words = ngettext("%(count)s demo order", "%(count)s demo orders", lote.cantidad)
        return launch(
            TaskName.CREAR_PEDIDOS,
            lote.pk,
            owner=by,
            title=words % {"count": number_format(lote.cantidad, force_grouping=True)},
            subject=lote.asunto,
            size=lote.cantidad,
        )


def periodic(entry: PeriodicTask, by: Any) -> TaskRun:
    """Have an entry of the schedule run besides its own moments. The caller holds its row. Raises
    NotNow."""
    if entry.task not in KINDS:
        raise NotNow(_("This work keeps no record, so it only runs by itself."))
    newest = newest_run(entry.name)
    if newest and not newest[1].ended:
        raise NotNow(_("It is under way already."))
    try:
        with transaction.atomic():
            run = launch_now(entry, by)
            note_change(by, entry, "run now", "run")
    except UnknownQueue:
        words = _("No worker serves the queue %(queue)s that it is set to.")
        raise NotNow(words % {"queue": entry.queue}) from None
    return run


def charge(order_id: int, by: Any, card: str | None = None) -> TaskRun:
    """Have an order charged; in the sandbox, with the card that was chosen. Raises NotNow, and
    Pedido.DoesNotExist."""
    with transaction.atomic():
        # Of two who press at once, one is first.
        order = Pedido.objects.select_for_update().get(pk=order_id)
        card = order.tarjeta_token if card is None else card
        if sentence := _not_charged(order, card):
            raise NotNow(sentence)
        if card != order.tarjeta_token:
            Pedido.objects.filter(pk=order.pk).update(tarjeta_token=card)
        return launch(
            TaskName.PROCESAR_PAGO,
            order.pk,
            owner=by,
            title=_("Payment of order %(order)s") % {"order": order},
            subject=order.asunto,
        )


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
    return _not_charged(order, order.tarjeta_token, begun)


def busy_with(subject: str) -> bool:
    """Whether a run about it is not over yet."""
    return TaskRun.objects.filter(subject=subject, state__in=OPEN).exists()


def _not_charged(order: Pedido, card: str, begun: Collection[str] = ()) -> str:
    """Why it can't be charged now; empty when it can."""
    if order.estado == Pedido.Estado.PAGADO:
        return _("The order is paid already. Nothing was charged.")
    if order.estado == Pedido.Estado.CANCELADO:
        return _("The order was cancelled. Nothing was charged.")
    if order.asunto in begun or busy_with(order.asunto):
        return _("The order is being charged already.")
    if order.total <= 0:
        return _("There is nothing to pay in this order.")
    if card != order.tarjeta_token and not (settings.PAYMENT_SANDBOX and card in CARDS):
        return _("There is no such card to choose.")
    return "" if card else _("The order has no card. Choose one first.")
