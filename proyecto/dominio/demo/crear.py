"""Make the orders of a `Lote`: whole batches, each in one transaction with how many there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from proyecto.dominio.demo import catalogo
from proyecto.dominio.demo.clientela import customers, how_many
from proyecto.dominio.demo.escritura import moment, pesos, put, take_ids, take_row_of_ids
from proyecto.dominio.demo.pedidos import Order, orders
from proyecto.dominio.demo.plan import Plan
from proyecto.dominio.models import Cliente, LineaPedido, Lote, Pedido, Producto

# A batch keeps other writers of SQLite waiting, for about 60 ms.
BATCH = 2000
CUSTOMER = ("id", "nombre", "email", "region", "creado")
ORDER = (
    "id",
    "fecha",
    "cliente_id",
    "canal",
    "estado",
    "total",
    "tarjeta_token",
    "pagado",
    "referencia_pago",
)
LINE = ("pedido_id", "producto_id", "cantidad", "precio")


class Overtaken(Exception):
    """Somebody else goes on with the same ones."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: `phase` is clientes, productos or pedidos."""

    phase: str
    done: int
    total: int


def crear(lote: Lote) -> Iterator[Step]:
    """Make what is still missing of it. What was yielded as done is committed. Raises Overtaken."""
    zone = timezone.get_default_timezone()
    plan = Plan(
        lote.cantidad, lote.desde.astimezone(zone), lote.hasta.astimezone(zone), lote.semilla
    )
    count = how_many(plan)
    yield Step("clientes", 0, count)
    first_customer = _customers(lote, plan, count)
    yield Step("clientes", count, count)
    yield Step("productos", 0, len(catalogo.ITEMS))
    products = _products()
    yield Step("productos", len(products), len(products))
    done, missing = lote.hechos, orders(plan, lote.hechos)
    yield Step("pedidos", done, lote.cantidad)
    while batch := list(islice(missing, BATCH)):
        _keep(lote, done, batch, first_customer, products)
        done += len(batch)
        yield Step("pedidos", done, lote.cantidad)


def _customers(lote: Lote, plan: Plan, count: int) -> int:
    """All customers at once; the id of the first."""
    with transaction.atomic(), connection.cursor() as cursor:
        mine = Lote.objects.select_for_update().get(pk=lote.pk)
        if mine.primer_cliente is not None:
            return mine.primer_cliente
        first = take_row_of_ids(cursor, Cliente._meta.db_table, count)
        rows = (
            (number, one.nombre, one.email, one.region, moment(one.creado))
            for number, one in enumerate(customers(plan), first)
        )
        while batch := list(islice(rows, BATCH)):
            put(cursor, Cliente._meta.db_table, CUSTOMER, batch)
        Lote.objects.filter(pk=lote.pk).update(primer_cliente=first)
    return first


def _products() -> list[int]:
    """The ids of the products, in the order of the catalogue; those that are there stay as they
    are."""
    Producto.objects.bulk_create(
        (
            Producto(sku=one.sku, nombre=one.nombre, categoria=one.categoria, precio=one.precio)
            for one in catalogo.ITEMS
        ),
        ignore_conflicts=True,
    )
    skus = [one.sku for one in catalogo.ITEMS]
    found = dict(Producto.objects.filter(sku__in=skus).values_list("sku", "pk"))
    return [found[sku] for sku in skus]


def _keep(
    lote: Lote, done: int, batch: list[Order], first_customer: int, products: list[int]
) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        mine = Lote.objects.filter(pk=lote.pk, hechos=done)
        if not mine.update(hechos=F("hechos") + len(batch)):
            raise Overtaken
        keys = take_ids(cursor, Pedido._meta.db_table, len(batch))
        placed = list(zip(keys, batch, strict=True))
        put(
            cursor,
            Pedido._meta.db_table,
            ORDER,
            (_order(key, one, first_customer) for key, one in placed),
        )
        put(
            cursor,
            LineaPedido._meta.db_table,
            LINE,
            (
                (key, products[product], units, pesos(price))
                for key, one in placed
                for product, units, price in one.lineas
            ),
        )


def _order(key: int, one: Order, first_customer: int) -> tuple[Any, ...]:
    return (
        key,
        moment(one.fecha),
        first_customer + one.cliente,
        one.canal,
        one.estado,
        pesos(one.centavos),
        one.tarjeta_token,
        moment(one.pagado),
        "",
    )
