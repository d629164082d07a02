"""Stripe's own library against localstripe, a real server that speaks its protocol."""

import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from proyecto.dominio.models import Pedido
from scripts.local.leash import Leash
from tests.stack.place import Place
from tests.stack.stack import Stack
from tests.workers.conftest import ended
from tests.workers.pagos.conftest import Sell, charge_of, fresh, pay
from tests.workers.pagos.stripe_process import (
    ACCEPTED,
    ASKS,
    DECLINED,
    KEY,
    StripeProcess,
    worker_of,
)
from workers.outcomes import Rejected, Transient
from workers.pago import procesar_pago
from workers.pagos.gateway import Declined, LockedOut, NotReached, Order, UnknownCard
from workers.pagos.stripe_gateway import Stripe

# Only the worker that has Stripe's key takes from it.
QUEUE = "nobody-stripe"


@pytest.fixture(scope="module")
def other_side(place: Place, leash: Leash) -> Iterator[StripeProcess]:
    process = StripeProcess(place.environment, place.logs, leash)
    process.start()
    yield process
    process.end()


@pytest.fixture
def gateway(other_side: StripeProcess) -> Stripe:
    return Stripe(KEY, other_side.address)


@pytest.fixture
def order(other_side: StripeProcess) -> Order:
    """Of a test's own, with a card that is accepted."""
    return Order(uuid.uuid4().hex, Decimal("1250.50"), "MXN", other_side.card(ACCEPTED))


def test_an_accepted_card_is_charged_in_centavos_and_the_charge_can_be_asked_for(
    gateway: Stripe, order: Order, other_side: StripeProcess
) -> None:
    payment = gateway.open(order, "a")
    assert gateway.ask(payment) is None

    charge = gateway.charge(payment, order, "a:1")

    (intent,) = other_side.charges(order.name)
    seen = other_side.client.v1.payment_intents.retrieve(intent)
    assert (intent, seen.amount, seen.currency) == (payment, 125050, "mxn")
    assert (charge.amount, charge.currency) == ("1250.50", "MXN")
    assert charge.reference.startswith("ch_")
    assert gateway.ask(payment) == charge


def test_a_payment_that_is_charged_again_gives_the_charge_that_there_is(
    gateway: Stripe, order: Order, other_side: StripeProcess
) -> None:
    payment = gateway.open(order, "a")
    first = gateway.charge(payment, order, "a:1")
    assert gateway.charge(payment, order, "a:1") == first
    assert gateway.charge(payment, order, "a:2") == first
    assert len(other_side.charges(order.name)) == 1


def test_of_those_who_charge_a_payment_at_once_all_get_the_one_charge(
    gateway: Stripe, order: Order, other_side: StripeProcess
) -> None:
    payment = gateway.open(order, "a")
    got: list[str] = []

    def charge(number: int) -> None:
        mine = Stripe(KEY, other_side.address)
        got.append(mine.charge(payment, order, f"a:{number}").reference)

    crowd = [threading.Thread(target=charge, args=(number,)) for number in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(got) == 8
    assert len(set(got)) == 1


@pytest.mark.parametrize(
    ("number", "reason"), [(DECLINED, "card_declined"), (ASKS, "authentication_required")]
)
def test_a_card_that_is_declined_says_why_and_its_payment_is_closed(
    gateway: Stripe, order: Order, other_side: StripeProcess, number: str, reason: str
) -> None:
    declined = replace(order, card=other_side.card(number))
    payment = gateway.open(declined, "a")
    with pytest.raises(Declined, match=reason):
        gateway.charge(payment, declined, "a:1")
    assert gateway.ask(payment) is None
    assert not gateway.ready(payment)
    seen = other_side.client.v1.payment_intents.retrieve(payment)
    assert seen.status == "canceled"


def test_another_card_and_amount_go_to_the_payment_that_is_open(
    gateway: Stripe, order: Order, other_side: StripeProcess
) -> None:
    payment = gateway.open(order, "a")
    changed = replace(order, amount=Decimal("80.00"), card=other_side.card(ACCEPTED))
    assert gateway.ready(payment)
    assert gateway.charge(payment, changed, "a:1").amount == "80.00"


def test_a_card_that_it_does_not_know_and_a_key_that_it_does_not_know_are_refused(
    gateway: Stripe, order: Order, other_side: StripeProcess
) -> None:
    with pytest.raises(UnknownCard):
        gateway.open(replace(order, card="pm_of_nobody"), "a")
    with pytest.raises(LockedOut):
        Stripe("nobody", other_side.address).open(order, "a")


def test_a_payment_of_the_sandbox_is_not_ready(gateway: Stripe) -> None:
    assert not gateway.ready("prueba_1234")


def test_where_nobody_listens_nothing_was_charged(order: Order) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # and never listens
        nobody = Stripe(KEY, f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(NotReached):
            nobody.charge("pi_1", order, "a")


@pytest.mark.parametrize(("hangs", "error"), [(True, TimeoutError), (False, ConnectionError)])
def test_an_answer_that_does_not_come_leaves_it_open_whether_it_was_charged(
    order: Order, hangs: bool, error: type[Exception]
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            connection, _ = server.accept()
            connection.recv(65536)
            if hangs:
                silence.wait(10)
            connection.close()

        silence = threading.Event()
        other = threading.Thread(target=serve)
        other.start()
        mute = Stripe(KEY, f"http://127.0.0.1:{server.getsockname()[1]}", timeout=(2.0, 0.5))
        with pytest.raises(error) as raised:
            mute.ask("pi_1")
        silence.set()
        other.join()
    assert not isinstance(raised.value, NotReached)


def test_orders_are_paid_by_stripe_once_its_key_is_set(
    other_side: StripeProcess, sell: Sell, settings: Any
) -> None:
    settings.PAYMENT_SANDBOX = False
    settings.STRIPE_API_KEY, settings.STRIPE_API_BASE = KEY, other_side.address
    pedido = sell(other_side.card(DECLINED), "310.00")
    with pytest.raises(Rejected, match="card_declined"):
        procesar_pago(pedido.pk)
    assert charge_of(pedido).state == "refused"

    Pedido.objects.filter(pk=pedido.pk).update(tarjeta_token=other_side.card(ACCEPTED))
    charge = procesar_pago(pedido.pk)

    assert (fresh(pedido).estado, fresh(pedido).referencia_pago) == ("pagado", charge["reference"])
    assert len(other_side.charges(str(pedido))) == 1


def test_a_stripe_that_is_down_is_tried_again_later(
    place: Place, leash: Leash, sell: Sell, settings: Any
) -> None:
    away = StripeProcess(place.environment, place.logs, leash)
    settings.PAYMENT_SANDBOX = False
    settings.STRIPE_API_KEY, settings.STRIPE_API_BASE = KEY, away.address
    with pytest.raises(Transient) as raised:
        procesar_pago(sell("pm_1").pk)
    assert raised.value.code == "payment_away"


@pytest.mark.slow
def test_a_worker_that_is_given_the_key_charges_there(
    other_side: StripeProcess, crew: Stack, place: Place, sell: Sell
) -> None:
    stripe = {"STRIPE_API_KEY": KEY, "STRIPE_API_BASE": other_side.address}
    worker = worker_of(QUEUE, place.environment | stripe, place.logs, crew.leash)
    worker.start()
    try:
        pedido, refused = sell(other_side.card(ACCEPTED)), sell(other_side.card(DECLINED))
        done, declined = ended(pay(pedido, queue=QUEUE)), ended(pay(refused, queue=QUEUE))
    finally:
        worker.end()
    assert done.state == "SUCCESS"
    assert len(other_side.charges(str(pedido))) == 1
    assert (declined.cause, declined.error, declined.attempt) == ("rejected", "card_declined", 1)
    assert fresh(refused).estado == "pago_fallido"
