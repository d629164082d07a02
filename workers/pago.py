"""Charging orders: each once, however often the task runs."""

import uuid
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar

from django.conf import settings

from proyecto.dominio.models import Pedido
from proyecto.dominio.pago import MONEDA, asentar, charge_key
from proyecto.progress.vocabulary import TaskName
from workers.base import progress_task
from workers.outcomes import NotDone, Rejected, Transient
from workers.pagos.gateway import (
    Busy,
    Declined,
    Gateway,
    LockedOut,
    NotReached,
    NotTaken,
    Order,
    Refusal,
    UnknownCard,
)
from workers.pagos.sandbox import Sandbox

T = TypeVar("T")
Estado = Pedido.Estado

# Reasons of banks that a person can do something about; the others are one.
DECLINES = {
    "insufficient_funds": "card_funds",
    "expired_card": "card_expired",
    "authentication_required": "card_authentication",
}
# What may pass by itself.
PASSING: dict[type[Refusal], str] = {
    NotReached: "payment_away",
    LockedOut: "payment_login",
    Busy: "payment_busy",
}


@progress_task(TaskName.PROCESAR_PAGO)
def procesar_pago(self: Any, pedido_id: int) -> dict[str, Any]:
    """Charge an order. Only what may pass by itself is tried again, three times at most: a gateway
    that is not reached, or does not answer. A card that is declined ends it at once."""
    self.report(0, 1, phase="preparar")
    pedido = _pedido(self, pedido_id)
    gateway = chosen()
    key = str(self.request.id or uuid.uuid4())
    order = Order(str(pedido), pedido.total, MONEDA, pedido.tarjeta_token)
    payment = _payment(pedido, gateway, order, key)
    self.report(0, 1, phase="cobrar")
    charge: dict[str, Any] = self.effect(
        charge_key(pedido.pk),
        partial(_charge, gateway, payment, order, f"{key}:{getattr(self, 'attempt', 1)}"),
        kind="charge",
        ask=partial(_ask, gateway, payment),
        facts={"amount": str(pedido.total), "currency": MONEDA},
    )
    if self.request.called_directly:  # no run's end will do it
        asentar(pedido.pk, failed=False)
    return charge


def chosen() -> Gateway:
    """The gateway that the settings name."""
    if settings.PAYMENT_SANDBOX:
        return Sandbox(settings.VAR_DIR / "pagos" / "sandbox.sqlite3")
    from workers.pagos.stripe_gateway import Stripe

    return Stripe(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE)


def _pedido(run: Any, pedido_id: int) -> Pedido:
    """An order that can be paid."""
    pedido = Pedido.objects.filter(pk=pedido_id).first()
    if pedido is None:
        raise Rejected("order_gone")
    if not getattr(run, "subject", "no run"):
        run.about(pedido.asunto, f"Pago del pedido {pedido}")
    if pedido.estado == Estado.PAGADO:
        raise Rejected("order_paid")
    if pedido.estado == Estado.CANCELADO:
        raise Rejected("order_cancelled")
    if pedido.total <= 0:
        raise Rejected("nothing_to_pay")
    if not pedido.tarjeta_token:
        raise Rejected("no_card")
    return pedido


def _payment(pedido: Pedido, gateway: Gateway, order: Order, key: str) -> str:
    """The name of the payment that is to be charged: the one that was opened before, as long as
    it can be. Kept before anything is charged, so that it can be asked about."""
    before = pedido.referencia_pago
    if before and _sure(partial(gateway.ready, before), "payment_away"):
        return before
    opened = _sure(partial(gateway.open, order, key), "payment_away")
    if not Pedido.objects.filter(pk=pedido.pk, referencia_pago=before).update(
        referencia_pago=opened
    ):
        # Of two at once the first one's counts; ours is never charged.
        pedido.refresh_from_db(fields=["referencia_pago"])
    else:
        pedido.referencia_pago = opened
    return pedido.referencia_pago


def _charge(gateway: Gateway, payment: str, order: Order, key: str) -> dict[str, Any]:
    try:
        return asdict(_sure(partial(gateway.charge, payment, order, key), "payment_unknown"))
    except (Rejected, Transient) as problem:
        if isinstance(problem.__cause__, Refusal):
            raise NotDone(problem) from problem.__cause__
        raise


def _ask(gateway: Gateway, payment: str) -> dict[str, Any] | None:
    charge = _sure(partial(gateway.ask, payment), "payment_unknown")
    return asdict(charge) if charge is not None else None


def _sure(act: Callable[[], T], unsure: str) -> T:
    """What the gateway gives, or what becomes of the run. `unsure` is the code of what is not
    known to have happened."""
    try:
        return act()
    except Refusal as refusal:
        raise _problem(refusal) from refusal
    except (ConnectionError, TimeoutError) as problem:
        raise Transient(unsure, repr(problem)) from problem


def _problem(refusal: Refusal) -> Rejected | Transient:
    if type(refusal) in PASSING:
        return Transient(PASSING[type(refusal)], repr(refusal))
    if isinstance(refusal, Declined):
        return Rejected(DECLINES.get(refusal.reason, "card_declined"), reason=refusal.reason)
    if isinstance(refusal, UnknownCard):
        return Rejected("card_unknown")
    assert isinstance(refusal, NotTaken)
    return Rejected("payment_refused", answer=str(refusal)[:300])
