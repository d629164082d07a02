"""Orders of a test's own. All tests share one database, so each looks at months in which nobody
else sells."""

import random
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from proyecto.dominio.models import Cliente, LineaPedido, Pedido, Producto

MEXICO = ZoneInfo("America/Mexico_City")


def at(text: str) -> datetime:
    """A time on a clock in Mexico City: "2011-10-31 23:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=MEXICO)


class Shop:
    """Sells."""

    def __init__(self) -> None:
        self._products: dict[str, Producto] = {}
        self._customers: dict[tuple[str, str], Cliente] = {}

    def product(self, name: str, price: str = "100") -> Producto:
        """The product of that name."""
        if name not in self._products:
            self._products[name] = Producto.objects.create(
                sku=uuid.uuid4().hex[:20], nombre=name, categoria="prueba", precio=price
            )
        return self._products[name]

    def customer(self, name: str, region: str) -> Cliente:
        """The customer of that name."""
        key = (name, region)
        if key not in self._customers:
            self._customers[key] = Cliente.objects.create(
                nombre=name, email="x@example.org", region=region, creado=datetime.now(UTC)
            )
        return self._customers[key]

    def order(
        self,
        when: str,
        *lines: tuple[str, int, str],
        estado: str = "pagado",
        canal: str = "web",
        region: str = "centro",
        cliente: str = "Ana",
    ) -> Pedido:
        """One order of (product, how many, price) at a local time."""
        lines = lines or (("Taza", 1, "100.00"),)
        pedido = Pedido.objects.create(
            fecha=at(when),
            cliente=self.customer(cliente, region),
            canal=canal,
            estado=estado,
            total=sum(count * Decimal(price) for _, count, price in lines),
        )
        LineaPedido.objects.bulk_create(
            LineaPedido(pedido=pedido, producto=self.product(name), cantidad=count, precio=price)
            for name, count, price in lines
        )
        return pedido

    def month(self, first: str, count: int, seed: int = 1) -> list[Pedido]:
        """`count` orders of one line each, spread over 28 days from a local midnight on."""
        chance = random.Random(seed)
        start, step = at(first), timedelta(days=28) / count
        products = [self.product(f"Producto {n}", f"{50 + 7 * n}.25") for n in range(25)]
        customers = [self.customer(f"Cliente {region}", region) for region in Cliente.Region.values]
        orders, lines = [], []
        for n in range(count):
            product, units = chance.choice(products), chance.randint(1, 4)
            order = Pedido(
                fecha=start + n * step,
                cliente=chance.choice(customers),
                canal=chance.choice(Pedido.Canal.values),
                estado=chance.choices(Pedido.Estado.values, (1, 8, 1, 1))[0],
                total=units * Decimal(product.precio),
            )
            orders.append(order)
            lines.append((order, product, units))
        Pedido.objects.bulk_create(orders)
        _sold(lines)
        return orders


def _sold(lines: Iterable[tuple[Pedido, Any, int]]) -> None:
    LineaPedido.objects.bulk_create(
        LineaPedido(pedido=order, producto=product, cantidad=units, precio=product.precio)
        for order, product, units in lines
    )
