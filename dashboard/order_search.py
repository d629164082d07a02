"""Which orders somebody looks for: by state, channel, month, number or customer, as the URL says.
What makes no sense there narrows nothing down."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from proyecto.dominio.meses import bounds
from proyecto.dominio.models import Cliente, Pedido
from proyecto.dominio.nombres import called, plain

FILTERS = ("estado", "canal", "mes", "q")
LONGEST = 100
MOST_WORDS = 6
# Of so few customers the orders are fetched and sorted. Of more, orders are looked through from the
# newest on: enough for a page are soon found.
FEW_CUSTOMERS = 200
LARGEST_ID = 2**63 - 1


def asked(params: Mapping[str, str]) -> dict[str, str]:
    """What the URL says, without what it can't mean."""
    given = {name: params.get(name, "").strip()[:LONGEST] for name in FILTERS}
    given["q"] = given["q"].replace("\0", "")
    if given["estado"] not in Pedido.Estado.values:
        given["estado"] = ""
    if given["canal"] not in Pedido.Canal.values:
        given["canal"] = ""
    if bounds(given["mes"]) is None:
        given["mes"] = ""
    return given


def found(filters: Mapping[str, str]) -> QuerySet[Pedido]:
    """The orders that fit."""
    orders = Pedido.objects.select_related("cliente")
    if filters["estado"]:
        orders = orders.filter(estado=filters["estado"])
    if filters["canal"]:
        orders = orders.filter(canal=filters["canal"])
    if (month := bounds(filters["mes"])) is not None:
        orders = orders.filter(fecha__gte=month[0], fecha__lt=month[1])
    return _searched(orders, filters["q"]) if filters["q"] else orders


def _searched(orders: QuerySet[Pedido], text: str) -> QuerySet[Pedido]:
    number = text.removeprefix("#").replace(",", "")
    if number.isascii() and number.isdigit():
        return orders.filter(pk=min(int(number), LARGEST_ID))
    words = plain(text).split()[:MOST_WORDS]
    customers = called(Cliente.objects.order_by(), "nombre", words)
    few: Any = list(customers.values_list("pk", flat=True)[: FEW_CUSTOMERS + 1])
    if len(few) <= FEW_CUSTOMERS:
        return orders.filter(cliente__in=few)
    return called(orders, "cliente__nombre", words)
