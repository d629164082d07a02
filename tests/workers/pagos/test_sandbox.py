"""The sandbox plays the other side: it keeps what it did, and does it once."""

import threading
from dataclasses import replace
from decimal import Decimal

import pytest

from proyecto.dominio.tarjetas import TarjetaDePrueba as Tarjeta
from workers.pagos.gateway import Busy, Declined, NotReached, NotTaken, Order, UnknownCard
from workers.pagos.sandbox import Sandbox

ORDER = Order("#1", Decimal("99.50"), "MXN", Tarjeta.ACEPTADA)


def order(card: str) -> Order:
    return replace(ORDER, card=card)


def test_a_payment_is_charged_once_and_can_be_asked_about_by_another_process(
    alone: Sandbox,
) -> None:
    payment = alone.open(ORDER, "a")
    assert alone.ask(payment) is None

    charge = alone.charge(payment, ORDER, "a:1")

    elsewhere = Sandbox(alone.file)
    assert elsewhere.charge(payment, ORDER, "a:2") == charge == elsewhere.ask(payment)
    assert (charge.amount, charge.currency) == ("99.50", "MXN")


def test_the_same_key_opens_the_same_payment_and_another_key_another(alone: Sandbox) -> None:
    first = alone.open(ORDER, "a")
    assert alone.open(ORDER, "a") == first != alone.open(ORDER, "b")


def test_of_twenty_who_charge_a_payment_at_once_all_get_the_one_charge(alone: Sandbox) -> None:
    payment = alone.open(ORDER, "a")
    got: list[str] = []
    crowd = [
        threading.Thread(
            target=lambda n=n: got.append(alone.charge(payment, ORDER, f"a:{n}").reference)
        )
        for n in range(20)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(got) == 20
    assert len(set(got)) == 1


def test_a_declined_payment_is_closed_for_every_card(alone: Sandbox) -> None:
    payment = alone.open(order(Tarjeta.RECHAZADA), "a")
    with pytest.raises(Declined, match="insufficient_funds"):
        alone.charge(payment, order(Tarjeta.RECHAZADA), "a:1")
    assert not alone.ready(payment)
    with pytest.raises(Busy):
        alone.charge(payment, ORDER, "a:2")
    assert alone.ask(payment) is None


def test_time_runs_out_twice_without_a_charge_and_then_it_is_made(alone: Sandbox) -> None:
    late = order(Tarjeta.TIEMPO)
    payment = alone.open(late, "a")
    for _ in range(2):
        with pytest.raises(TimeoutError):
            alone.charge(payment, late, "k")
        assert alone.ask(payment) is None
    assert alone.charge(payment, late, "k") == alone.ask(payment)


def test_an_answer_that_is_lost_leaves_a_charge_that_is_found(alone: Sandbox) -> None:
    uncertain = order(Tarjeta.COBRO_INCIERTO)
    payment = alone.open(uncertain, "a")
    with pytest.raises(TimeoutError):
        alone.charge(payment, uncertain, "a:1")
    assert alone.ask(payment) == alone.charge(payment, uncertain, "a:2") is not None


def test_a_gateway_that_is_down_has_certainly_charged_nothing(alone: Sandbox) -> None:
    with pytest.raises(NotReached):
        alone.open(order(Tarjeta.CAIDA), "a")
    payment = alone.open(ORDER, "b")
    with pytest.raises(NotReached):
        alone.charge(payment, order(Tarjeta.CAIDA), "b:1")
    assert alone.ask(payment) is None


@pytest.mark.parametrize("card", ["", "tok_visa", "4242424242424242"])
def test_a_card_that_it_does_not_know_is_refused(alone: Sandbox, card: str) -> None:
    with pytest.raises(UnknownCard):
        alone.open(order(card), "a")


def test_a_payment_that_was_never_opened_is_not_ready_and_not_charged(alone: Sandbox) -> None:
    assert not alone.ready("pi_of_stripe")
    assert alone.ask("prueba_1") is None
    with pytest.raises(NotTaken):
        alone.charge("prueba_1", ORDER, "k")


def test_another_card_and_amount_are_charged_to_the_payment_that_is_open(alone: Sandbox) -> None:
    payment = alone.open(order(Tarjeta.TIEMPO), "a")
    with pytest.raises(TimeoutError):
        alone.charge(payment, order(Tarjeta.TIEMPO), "a:1")
    assert alone.ready(payment)
    dearer = replace(ORDER, amount=Decimal("120.00"))
    assert alone.charge(payment, dearer, "b:1").amount == "120.00"
