"""What a lot has made, and how a test takes it away again."""

from typing import Any

from proyecto.dominio.models import Cliente, LineaPedido, Lote, Pedido


def customers_of(lote: Lote) -> Any:
    """Its customers."""
    first = lote.primer_cliente or 0
    count = max(20, lote.cantidad // 12) if first else 0
    return Cliente.objects.filter(pk__gte=first, pk__lt=first + count).order_by("pk")


def orders_of(lote: Lote) -> Any:
    """Its orders."""
    lote.refresh_from_db()
    return Pedido.objects.filter(cliente__in=customers_of(lote)).order_by("pk")


def forget(lote: Lote) -> None:
    """All of it: orders of a shop would be in the way of tests that look for none."""
    LineaPedido.objects.filter(pedido__in=orders_of(lote).order_by())._raw_delete("default")
    orders_of(lote).order_by()._raw_delete("default")
    customers_of(lote).order_by()._raw_delete("default")
    lote.delete()
