"""An order is charged once, whatever is killed, doubled or asked for twice in the meantime."""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psutil
import pytest
from django.db import transaction

from proyecto.dominio.models import Pedido
from proyecto.dominio.pago import charge_key
from proyecto.dominio.tarjetas import TarjetaDePrueba as Tarjeta
from proyecto.progress import record
from proyecto.progress.models import Effect, TaskRun
from proyecto.progress.vocabulary import TaskState
from proyecto.progress.wake import wake
from tests.scripts.waiting import until
from tests.stack.stack import Stack
from tests.workers.conftest import ended, now
from tests.workers.pagos.conftest import Sell, charge_of, charges, fresh, pay
from workers.outcomes import Rejected
from workers.pago import procesar_pago
from workers.pagos.gateway import Order
from workers.pagos.sandbox import Sandbox

State = Effect.State


@contextmanager
def slow(sandbox: Sandbox) -> Iterator[None]:
    """The gateway takes its time: whoever charges waits until the block ends."""
    with closing(sqlite3.connect(sandbox.file, isolation_level=None)) as ledger:
        ledger.execute("BEGIN IMMEDIATE")
        yield
        ledger.execute("ROLLBACK")


@pytest.fixture
def pedido(sell: Sell, sandbox: Sandbox) -> Pedido:
    """An order whose payment is open, as an earlier attempt leaves it."""
    sold = sell(Tarjeta.ACEPTADA)
    order = Order(str(sold), sold.total, "MXN", sold.tarjeta_token)
    sold.referencia_pago = sandbox.open(order, f"test:{sold.pk}")
    sold.save(update_fields=["referencia_pago"])
    return sold


def begun(pedido: Pedido) -> None:
    """Return when a worker is about to charge it."""
    key = charge_key(pedido.pk)
    until(lambda: Effect.objects.filter(key=key, state=State.PLANNED).exists())


def kill(run: TaskRun) -> None:
    """As the kernel does it, without a word."""
    psutil.Process(int(now(run).worker.rpartition(":")[2])).send_signal(signal.SIGKILL)


@pytest.mark.fault
def test_a_worker_that_is_killed_between_the_charge_and_its_record_has_charged_once(
    crew: Stack, pedido: Pedido, sandbox: Sandbox
) -> None:
    with slow(sandbox):
        run = pay(pedido)
        begun(pedido)
        writing = transaction.atomic()
        writing.__enter__()  # nobody writes "done" meanwhile
        Effect.objects.select_for_update().get(key=charge_key(pedido.pk))
    try:
        until(lambda: charges(sandbox, pedido) == 1)
        kill(run)
    finally:
        writing.__exit__(None, None, None)

    done = ended(run)

    assert (done.state, done.attempt) == (TaskState.SUCCESS, 2)
    (row,) = sandbox.rows(str(pedido))
    assert (row["veces"], row["cargo"]) == (1, done.result["reference"])
    assert fresh(pedido).estado == Pedido.Estado.PAGADO
    assert charge_of(pedido).state == State.DONE


@pytest.mark.fault
def test_a_worker_that_is_killed_before_the_charge_leaves_it_to_the_next(
    crew: Stack, pedido: Pedido, sandbox: Sandbox
) -> None:
    with slow(sandbox):
        run = pay(pedido)
        begun(pedido)
        kill(run)
        until(lambda: now(run).attempt == 2 or now(run).state == TaskState.RETRY)
    assert ended(run).state == TaskState.SUCCESS
    assert charges(sandbox, pedido) == 1


def test_a_message_that_is_delivered_twenty_times_charges_once(
    crew: Stack, pedido: Pedido, sandbox: Sandbox
) -> None:
    with slow(sandbox):
        run = pay(pedido)
        begun(pedido)
        for _ in range(20):
            wake(run)
        until(lambda: crew["guion"].output.count(f"[{run.pk}] ignored") == 20)
    assert ended(run).attempt == 1
    (row,) = sandbox.rows(str(pedido))
    assert row["veces"] == 1


def test_two_runs_at_once_charge_once_and_the_second_says_that_it_is_paid(
    crew: Stack, pedido: Pedido, sandbox: Sandbox
) -> None:
    with slow(sandbox):
        first = pay(pedido)
        begun(pedido)
        second = pay(pedido)
        until(lambda: now(second).error == "held")
    assert ended(first).state == TaskState.SUCCESS
    assert ended(second).error == "order_paid"
    (row,) = sandbox.rows(str(pedido))
    assert row["veces"] == 1
    assert fresh(pedido).estado == Pedido.Estado.PAGADO


def test_a_run_that_is_cancelled_while_it_charges_has_paid_the_order_all_the_same(
    crew: Stack, pedido: Pedido, sandbox: Sandbox
) -> None:
    with slow(sandbox):
        run = pay(pedido)
        begun(pedido)
        record.request_cancel(run.pk)
    assert ended(run).state == TaskState.REVOKED
    assert fresh(pedido).estado == Pedido.Estado.PAGADO
    assert charges(sandbox, pedido) == 1


def test_asked_for_by_code_alone_the_order_follows_and_the_run_has_its_name(
    crew: Stack, pedido: Pedido, sandbox: Sandbox
) -> None:
    result = procesar_pago.apply_async((pedido.pk,), queue="guion")
    done = ended(TaskRun.objects.get(pk=result.id))
    assert (done.subject, done.title) == (pedido.asunto, f"Pago del pedido {pedido}")
    assert fresh(pedido).estado == Pedido.Estado.PAGADO


def test_called_as_a_function_it_pays_and_does_not_pay_again(
    committed: None, pedido: Pedido, sandbox: Sandbox
) -> None:
    charge = procesar_pago(pedido.pk)

    assert fresh(pedido).referencia_pago == charge["reference"]
    with pytest.raises(Rejected, match="order_paid"):
        procesar_pago(pedido.pk)
    assert charges(sandbox, pedido) == 1
