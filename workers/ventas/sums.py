"""The sums of a month and of the one before: one query for all of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from proyecto.dominio.models import Cliente, LineaPedido, Pedido, Producto
from workers.engines.report.figures import PAID, Cell
from workers.engines.report.month import Span
from workers.ventas.dialect import Sql, cents, local_day, utc

TABLES = {
    "pedido": Pedido._meta.db_table,
    "linea": LineaPedido._meta.db_table,
    "cliente": Cliente._meta.db_table,
    "producto": Producto._meta.db_table,
}
# Everything about the orders of both months, read once; then orders by what they are, and their
# lines by product.
QUERY = """
WITH p AS MATERIALIZED (
  SELECT p.id, p.fecha >= %s AS actual, {day} AS dia, p.canal, c.region, p.estado, {total} AS total
  FROM {pedido} p JOIN {cliente} c ON c.id = p.cliente_id
  WHERE p.fecha >= %s AND p.fecha < %s AND (p.fecha < %s OR p.fecha >= %s)
)
SELECT actual, dia, canal, region, estado, NULL, NULL, COUNT(*), 0, SUM(total)
FROM p GROUP BY {groups}
UNION ALL
SELECT p.actual, NULL, NULL, NULL, NULL, r.id, r.nombre, 0, SUM(l.cantidad), SUM({line})
FROM p JOIN {linea} l ON l.pedido_id = p.id JOIN {producto} r ON r.id = l.producto_id
WHERE p.estado = %s
GROUP BY p.actual, r.id, r.nombre
"""
GROUPS = {
    "postgresql": "GROUPING SETS "
    "((actual, dia, estado), (actual, canal, estado), (actual, region, estado))",
    # It has no grouping sets: at most 5,000 sums by everything at once, which Python adds up.
    "sqlite": "actual, dia, canal, region, estado",
}


def query(connection: Any, now: Span, before: Span, zone: ZoneInfo) -> Sql:
    """The one query for what was ordered in two stretches of time, `before` the earlier."""
    day = local_day(connection, zone, before.start, now.end)
    bounds = (now.start, before.start, now.end, before.end, now.start)
    first, *others = [utc(connection, moment) for moment in bounds]
    text = QUERY.format(
        day=day.text,
        total=cents(connection, "p.total"),
        line=cents(connection, "l.cantidad * l.precio"),
        groups=GROUPS[connection.vendor],
        **TABLES,
    )
    return Sql(text, [first, *day.params, *others, PAID])


def cells(connection: Any, now: Span, before: Span, zone: ZoneInfo) -> Iterator[Cell]:
    """What the query gives, sum by sum."""
    asked = query(connection, now, before, zone)
    with connection.cursor() as cursor:
        cursor.execute(asked.text, asked.params)
        for row in cursor:
            yield _cell(*row)


def _cell(current: Any, day: Any, *rest: Any) -> Cell:
    *key, count, units, amount = rest
    return Cell._make((bool(current), _day(day), *key, count, int(units), int(amount)))


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
