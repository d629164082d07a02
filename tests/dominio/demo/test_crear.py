"""Demo orders in the database: whole batches, each once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import DecimalField, F, Sum

from proyecto.dominio.demo import crear as engine
from proyecto.dominio.demo.crear import Overtaken, Step, crear
from proyecto.dominio.demo.pedidos import TOKENS
from proyecto.dominio.models import Cliente, LineaPedido, Lote, Pedido, Producto
from tests.dominio.demo.plans import a_lot
from tests.dominio.demo.shops import customers_of, forget, orders_of

AMOUNT = Sum(F("cantidad") * F("precio"), output_field=DecimalField())


@pytest.fixture
def lot(committed: None) -> Iterator[Any]:
    """Lots of a test's own, with everything made for them gone afterwards."""
    made: list[Lote] = []

    def new(cantidad: int, semilla: int = 7) -> Lote:
        made.append(a_lot(cantidad, semilla))
        return made[-1]

    yield new
    for lote in made:
        forget(lote)


def facts(lote: Lote) -> list[Any]:
    """All about its orders but the ids."""
    lines = LineaPedido.objects.filter(pedido__in=orders_of(lote)).order_by("pk")
    return [
        *orders_of(lote).values_list(
            "fecha", "cliente__nombre", "canal", "estado", "total", "tarjeta_token", "pagado"
        ),
        *lines.values_list("producto__sku", "cantidad", "precio"),
    ]


def test_what_was_asked_for_is_there_and_adds_up(lot: Any) -> None:
    lote = lot(2500)
    steps = list(crear(lote))

    assert steps[-1] == Step("pedidos", 2500, 2500)
    assert [step.phase for step in steps if not step.done] == ["clientes", "productos", "pedidos"]
    assert orders_of(lote).count() == lote.hechos == 2500
    assert customers_of(lote).count() == 208
    sums = dict(
        LineaPedido.objects.filter(pedido__in=orders_of(lote))
        .values_list("pedido")
        .annotate(total=AMOUNT)
    )
    for order in orders_of(lote):
        order.full_clean(exclude=["referencia_pago"])
        assert order.total == sums[order.pk]
        assert (order.tarjeta_token in TOKENS) == (order.estado in {"pendiente", "pago_fallido"})
    assert Producto.objects.filter(sku="MES-001", nombre="Taza de talavera").exists()


def test_making_the_same_again_adds_the_same_again(lot: Any) -> None:
    first, second, other = lot(300), lot(300), lot(300, semilla=8)
    for lote in (first, second, other):
        list(crear(lote))

    assert facts(first) == facts(second) != facts(other)
    assert not orders_of(first).filter(pk__in=orders_of(second)).exists()


def test_an_attempt_that_is_lost_leaves_whole_batches_and_the_next_makes_the_rest(
    lot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH", 100)
    lost, whole = lot(450), lot(450)
    steps = crear(lost)
    while next(steps) != Step("pedidos", 200, 450):
        pass
    steps.close()
    assert orders_of(lost).count() == 200

    monkeypatch.setattr(engine, "put", killed_at(engine.put, "dominio_lineapedido"))
    with pytest.raises(KeyboardInterrupt):
        list(crear(Lote.objects.get(pk=lost.pk)))
    monkeypatch.undo()
    assert orders_of(lost).count() == 200, "the batch that was cut off is not there"

    rest = list(crear(Lote.objects.get(pk=lost.pk)))
    list(crear(whole))
    assert Step("pedidos", 200, 450) in rest
    assert facts(lost) == facts(whole)


def killed_at(put: Any, table: str) -> Any:
    def cut(cursor: Any, name: str, *rest: Any) -> None:
        if name == table:
            raise KeyboardInterrupt
        put(cursor, name, *rest)

    return cut


def test_of_two_at_the_same_lot_one_stops(lot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BATCH", 100)
    lote = lot(300)
    slow = crear(Lote.objects.get(pk=lote.pk))
    while next(slow) != Step("pedidos", 100, 300):
        pass
    list(crear(Lote.objects.get(pk=lote.pk)))

    with pytest.raises(Overtaken):
        next(slow)
    assert orders_of(lote).count() == 300


def test_orders_that_come_in_another_way_get_ids_of_their_own(lot: Any) -> None:
    lote = lot(50)
    list(crear(lote))
    last = orders_of(lote).last()

    by_hand = Pedido.objects.create(
        fecha=last.fecha, cliente=last.cliente, canal="web", total="1.00"
    )

    assert by_hand.pk > last.pk
    assert (
        customers_of(lote).last().pk
        < Cliente.objects.create(
            nombre="Ana", email="a@example.com", region="sur", creado=last.fecha
        ).pk
    )
