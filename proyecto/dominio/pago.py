"""What a charge means for its order."""

from django.utils.dateparse import parse_datetime

from proyecto.dominio.models import Pedido
from proyecto.progress.models import Effect

MONEDA = "MXN"


def charge_key(pedido_id: int | str) -> str:
    """An order is charged once for all time, whatever run, card or attempt does it."""
    return f"charge:pedido:{pedido_id}"


def asentar(pedido_id: int | str, *, failed: bool) -> None:
    """Write down how an order stands, now that nobody works on its payment.

    What counts is the charge and not how the run ended: one that was cancelled, or lost its last
    worker, right after the charge has been paid all the same.
    """
    pedido = Pedido.objects.filter(pk=pedido_id).exclude(estado=Pedido.Estado.PAGADO)
    charge = Effect.objects.filter(key=charge_key(pedido_id), state=Effect.State.DONE).first()
    if charge is not None and charge.result:
        pedido.update(
            estado=Pedido.Estado.PAGADO,
            pagado=parse_datetime(charge.result["at"]),
            referencia_pago=charge.result["reference"],
        )
    elif failed:
        pedido.exclude(estado=Pedido.Estado.CANCELADO).update(estado=Pedido.Estado.PAGO_FALLIDO)
