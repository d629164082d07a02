"""Orders to be paid, by a real worker, at the sandbox that it uses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from proyecto.dominio.models import Pedido
from proyecto.dominio.pago import charge_key
from proyecto.progress.launch import launch
from proyecto.progress.models import Effect, TaskRun
from proyecto.progress.vocabulary import TaskName
from tests.workers.ventas.shop import Shop
from workers.pagos.sandbox import Sandbox

Sell = Callable[..., Pedido]


@pytest.fixture
def sell(committed: None) -> Sell:
    """An order that nobody has paid, with this card."""

    def sold(card: str, total: str = "1250.00", **fields: str) -> Pedido:
        # Years before the shop opened: no other test looks at them.
        pedido = Shop().order("1999-05-05 12:00", ("Taza", 1, total), estado="pendiente")
        Pedido.objects.filter(pk=pedido.pk).update(tarjeta_token=card, **fields)
        return fresh(pedido)

    return sold


@pytest.fixture
def sandbox(place: object) -> Sandbox:
    """The one that the workers use."""
    return Sandbox(settings.VAR_DIR / "pagos" / "sandbox.sqlite3")


@pytest.fixture
def alone(tmp_path: Path) -> Sandbox:
    """One of a test's own."""
    return Sandbox(tmp_path / "sandbox.sqlite3")


def pay(pedido: Pedido, **given: Any) -> TaskRun:
    """Ask for the payment of an order, from the worker of the tests."""
    where = {"queue": "guion"} | given
    return launch(TaskName.PROCESAR_PAGO, pedido.pk, subject=pedido.asunto, **where)


def fresh(pedido: Pedido) -> Pedido:
    """The order as it is."""
    return Pedido.objects.get(pk=pedido.pk)


def charge_of(pedido: Pedido) -> Effect:
    """What is known of its charge."""
    return Effect.objects.get(key=charge_key(pedido.pk))


def charges(sandbox: Sandbox, pedido: Pedido) -> int:
    """How often the other side has charged an order."""
    return sum(row["estado"] == "cobrado" for row in sandbox.rows(str(pedido)))
