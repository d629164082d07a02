"""The list of orders stays fast: no page reads or sorts all of them."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from dashboard import order_search
from dashboard.keyset import stretch
from tests.workers.ventas.shop import Shop

MARK = f"{int(datetime(2003, 7, 2, tzinfo=UTC).timestamp()) * 10**6}.5"
NOTHING = dict.fromkeys(order_search.FILTERS, "")
ASKED = [
    {},
    {"estado": "pago_fallido"},
    {"canal": "telefono"},
    {"mes": "2003-07"},
    {"estado": "pendiente", "mes": "2003-07"},
    {"estado": "pagado", "canal": "web", "mes": "2003-07"},
]


@pytest.mark.parametrize("filters", ASKED, ids=str)
@pytest.mark.parametrize("marks", [{}, {"before": MARK}, {"after": MARK}], ids=str)
def test_every_page_walks_an_index_from_where_it_begins(
    committed: None, filters: dict[str, str], marks: dict[str, str]
) -> None:
    rows = order_search.found(NOTHING | filters)
    for plan in plans(lambda: stretch(rows, 30, **marks)):
        assert not sorts_or_scans(plan), plan


def test_orders_of_few_customers_are_fetched_by_customer(committed: None) -> None:
    shop = Shop()
    shop.order("2003-07-01 10:00", cliente="Zoraida Quetzalcóatl")
    rows = order_search.found(NOTHING | {"q": "quetzalcoatl"})
    (plan,) = plans(lambda: stretch(rows, 30))
    assert "pedido_cliente_fecha" in plan


def plans(read: Any) -> list[str]:
    """How the database would answer each question about orders that `read` asks, if they were too
    many to be read whole."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        read()
    about = [(sql, params) for sql, params in asked if "dominio_pedido" in sql]
    assert about
    with transaction.atomic(), connection.cursor() as cursor:
        return [explained(cursor, sql, params) for sql, params in about]


def explained(cursor: Any, sql: str, params: Any) -> str:
    if connection.vendor == "postgresql":
        # A test's table is small: reading it whole and sorting it would be right.
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())
    cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
    return "\n".join(row[3] for row in cursor.fetchall())


def sorts_or_scans(plan: str) -> bool:
    """An incremental sort puts only those of one moment in order."""
    if connection.vendor == "postgresql":
        return bool(re.search(r"Seq Scan on dominio_pedido|(?<!Incremental )Sort  ", plan))
    return "TEMP B-TREE" in plan or bool(re.search(r"SCAN dominio_pedido(?! USING INDEX)", plan))
