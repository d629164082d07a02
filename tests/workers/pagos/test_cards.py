"""Every card of the sandbox, through a real worker: what becomes of the run and of the order."""

import pytest

from proyecto.dominio.models import Pedido
from proyecto.dominio.tarjetas import TarjetaDePrueba as Tarjeta
from proyecto.progress import launch, record
from proyecto.progress.models import Effect, TaskRun
from proyecto.progress.vocabulary import Cause, TaskState
from tests.scripts.waiting import until
from tests.stack.stack import Stack
from tests.workers.conftest import ended, now, types
from tests.workers.pagos.conftest import Sell, charge_of, charges, fresh, pay
from workers.pagos.sandbox import Sandbox

Estado = Pedido.Estado


def hurried(run: TaskRun) -> TaskRun:
    """The run at its end; nobody waits for its retries."""

    def over() -> bool:
        if now(run).state == TaskState.RETRY:
            record.move(run.pk, None)
        return now(run).ended

    until(over, 30)
    return now(run)


def test_a_card_that_is_accepted_pays_the_order_with_the_end_of_the_run(
    crew: Stack, sell: Sell, sandbox: Sandbox
) -> None:
    pedido = sell(Tarjeta.ACEPTADA)
    run = ended(pay(pedido))
    paid, charge = fresh(pedido), charge_of(pedido)

    assert (run.state, run.attempt) == (TaskState.SUCCESS, 1)
    assert run.result == charge.result
    assert (paid.estado, paid.referencia_pago) == (Estado.PAGADO, charge.result["reference"])
    assert paid.pagado is not None
    assert charge.facts == {"amount": "1250.00", "currency": "MXN"}
    assert [phase["name"] for phase in run.progress["phases"]] == ["preparar", "cobrar"]
    assert charges(sandbox, pedido) == 1


def test_a_card_that_is_declined_ends_it_at_once_and_another_card_pays(
    crew: Stack, sell: Sell, sandbox: Sandbox
) -> None:
    pedido = sell(Tarjeta.RECHAZADA)
    run = ended(pay(pedido))

    assert (run.state, run.cause, run.error) == (TaskState.FAILURE, Cause.REJECTED, "card_funds")
    assert (run.attempt, "run.retrying" in types(run)) == (1, False)
    assert fresh(pedido).estado == Estado.PAGO_FALLIDO
    assert charge_of(pedido).state == Effect.State.REFUSED

    Pedido.objects.filter(pk=pedido.pk).update(tarjeta_token=Tarjeta.ACEPTADA)
    assert ended(pay(pedido)).state == TaskState.SUCCESS
    assert fresh(pedido).estado == Estado.PAGADO
    assert [row["estado"] for row in sandbox.rows(str(pedido))] == ["cerrado", "cobrado"]


def test_a_gateway_that_does_not_answer_twice_is_asked_each_time_and_charges_once(
    crew: Stack, sell: Sell, sandbox: Sandbox
) -> None:
    pedido = sell(Tarjeta.TIEMPO)
    run = hurried(pay(pedido))

    assert (run.state, run.attempt) == (TaskState.SUCCESS, 3)
    assert types(run).count("run.retrying") == 2
    assert fresh(pedido).estado == Estado.PAGADO
    assert charges(sandbox, pedido) == 1


def test_a_charge_whose_answer_was_lost_is_found_and_not_made_again(
    crew: Stack, sell: Sell, sandbox: Sandbox
) -> None:
    pedido = sell(Tarjeta.COBRO_INCIERTO)
    run = hurried(pay(pedido))

    assert (run.state, run.attempt) == (TaskState.SUCCESS, 2)
    assert run.events.filter(live__error="payment_unknown").exists()
    (row,) = sandbox.rows(str(pedido))
    assert (row["veces"], row["cargo"]) == (1, fresh(pedido).referencia_pago)


def test_a_gateway_that_is_down_is_given_up_after_three_retries_and_pays_when_it_is_back(
    crew: Stack, sell: Sell, sandbox: Sandbox
) -> None:
    pedido = sell(Tarjeta.CAIDA)
    run = hurried(pay(pedido))

    assert (run.state, run.cause, run.error) == (TaskState.FAILURE, Cause.ERROR, "payment_away")
    assert (run.attempt, run.attempts) == (4, 4)
    assert fresh(pedido).estado == Estado.PAGO_FALLIDO
    assert charges(sandbox, pedido) == 0

    Pedido.objects.filter(pk=pedido.pk).update(tarjeta_token=Tarjeta.ACEPTADA)
    assert ended(launch.again(run)).state == TaskState.SUCCESS
    assert fresh(pedido).estado == Estado.PAGADO


@pytest.mark.parametrize(
    ("card", "fields", "total", "error"),
    [
        ("", {}, "10.00", "no_card"),
        ("tok_de_nadie", {}, "10.00", "card_unknown"),
        (Tarjeta.ACEPTADA, {"estado": "cancelado"}, "10.00", "order_cancelled"),
        (Tarjeta.ACEPTADA, {"estado": "pagado"}, "10.00", "order_paid"),
        (Tarjeta.ACEPTADA, {}, "0.00", "nothing_to_pay"),
    ],
)
def test_what_can_not_be_paid_is_refused_with_its_reason(
    crew: Stack,
    sell: Sell,
    sandbox: Sandbox,
    card: str,
    fields: dict[str, str],
    total: str,
    error: str,
) -> None:
    pedido = sell(card, total, **fields)
    run = ended(pay(pedido))
    assert (run.state, run.cause, run.error) == (TaskState.FAILURE, Cause.REJECTED, error)
    assert fresh(pedido).estado == fields.get("estado", Estado.PAGO_FALLIDO)
    assert sandbox.rows(str(pedido)) == []


def test_an_order_that_is_not_there_is_said_to_be_gone(crew: Stack) -> None:
    run = ended(launch.launch("procesar_pago", 10**9, subject="pedido:0", queue="guion"))
    assert (run.cause, run.error) == (Cause.REJECTED, "order_gone")
