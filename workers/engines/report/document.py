"""What the report says: every word and number that is on its pages, as plain values.

The typesetter gets these and nothing else, so what it prints can be read, tested and compared
without a single page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from workers.engines.report import charts, spanish
from workers.engines.report.figures import Pair, Sales, Tally
from workers.engines.report.highlights import highlights
from workers.engines.report.lettering import printable
from workers.engines.report.spanish import change, money, number, percent, short_money

TOP = 20
"""Products that are listed; the others are one line."""


@dataclass(frozen=True, slots=True)
class Order:
    """One line of the appendix."""

    id: int
    moment: str
    """Local, as it is printed."""
    customer: str
    region: str
    channel: str
    units: int
    cents: int

    def cells(self) -> tuple[str, ...]:
        """As it is printed."""
        return (
            f"{self.id}",
            self.moment,
            printable(self.customer),
            spanish.REGIONS.get(self.region, self.region),
            spanish.CHANNELS.get(self.channel, self.channel),
            number(self.units),
            money(self.cents),
        )


def document(sales: Sales, orders: Iterable[Order] = (), further_pages: int = 0) -> dict[str, Any]:
    """The whole report. ``orders`` are typeset with it; ``further_pages`` will be joined to it."""
    then = spanish.month_name(sales.month.before.first)
    return {
        "title": f"Ventas de {spanish.month_and_year(sales.month.first)}",
        "month": spanish.month_and_year(sales.month.first),
        "then": then,
        "period": _period(sales),
        "made": f"Generado el {spanish.moment(sales.made_at)}",
        "made_at": sales.made_at.isoformat(),
        "partial": _partial(sales, then),
        "empty": not sales.total.now.orders,
        "cards": _cards(sales.total, then),
        "highlights": highlights(sales),
        "days": charts.by_day(sales),
        "days_alt": _days_alt(sales),
        "channels": _bars(sales.channels, spanish.CHANNELS),
        "regions": _bars(sales.regions, spanish.REGIONS),
        "products": _products(sales),
        "products_rest": _products_rest(sales),
        "weekdays": _weekdays(sales),
        "daily": _daily(sales),
        "states": _states(sales),
        "notes": _notes(sales, then),
        "orders": [order.cells() for order in orders],
        "orders_count": number(sales.total.now.orders),
        "total": money(sales.total.now.cents),
        "units": number(sales.total.now.units),
        "mean": money(sales.total.now.mean),
        "further_pages": further_pages,
    }


def _period(sales: Sales) -> str:
    last = sales.month.first.replace(day=sales.month.days)
    if sales.partial:
        last = sales.span.end.date()
    return f"Del 1 al {last.day} de {spanish.month_and_year(last)}"


def _partial(sales: Sales, then: str) -> str:
    if not sales.partial:
        return ""
    until = spanish.moment(sales.span.end)
    return f"El mes no ha terminado: cifras hasta el {until}, contra los mismos días de {then}."


def _change(now: int, before: int) -> dict[str, Any]:
    sign, text = change(now, before)
    return {"sign": sign, "text": text}


def _cards(total: Pair, then: str) -> list[dict[str, Any]]:
    now, before = total.now, total.before
    rows = (
        ("Ventas", money(now.cents), now.cents, before.cents, short_money(before.cents)),
        ("Pedidos pagados", number(now.orders), now.orders, before.orders, number(before.orders)),
        ("Pedido promedio", money(now.mean), now.mean, before.mean, money(before.mean)),
        ("Artículos vendidos", number(now.units), now.units, before.units, number(before.units)),
    )
    return [
        {
            "label": label,
            "value": value,
            "change": _change(this, that),
            "note": f"{shown} en {then}",
        }
        for label, value, this, that, shown in rows
    ]


def _days_alt(sales: Sales) -> str:
    return (
        f"Gráfica de barras: ventas de cada día de {spanish.month_and_year(sales.month.first)}, "
        f"con una marca por el mismo día del mes anterior. Las cifras están en la tabla «Día por "
        f"día»."
    )


def _bars(pairs: list[Pair], names: dict[str, str]) -> list[dict[str, Any]]:
    total = sum(pair.now.cents for pair in pairs) or 1
    lengths = charts.widths([pair.now.cents for pair in pairs])
    return [
        {
            "name": names.get(pair.name, pair.name),
            "value": money(pair.now.cents),
            "orders": number(pair.now.orders),
            "share": percent(pair.now.cents / total),
            "width": width,
            "change": _change(pair.now.cents, pair.before.cents),
        }
        for pair, width in zip(pairs, lengths, strict=True)
    ]


def _products(sales: Sales) -> list[dict[str, Any]]:
    total = sum(pair.now.cents for pair in sales.products) or 1
    top = sales.products[:TOP]
    lengths = charts.widths([pair.now.cents for pair in top])
    return [
        {
            "place": str(place),
            "name": printable(pair.name),
            "units": number(pair.now.units),
            "value": money(pair.now.cents),
            "share": percent(pair.now.cents / total),
            "width": width,
            "change": _change(pair.now.cents, pair.before.cents),
        }
        for place, (pair, width) in enumerate(zip(top, lengths, strict=True), 1)
    ]


def _products_rest(sales: Sales) -> dict[str, str]:
    rest = sales.products[TOP:]
    if not rest:
        return {}
    total = sum(pair.now.cents for pair in sales.products)
    cents = sum(pair.now.cents for pair in rest)
    return {
        "name": f"Otros {number(len(rest))} productos" if len(rest) > 1 else "Otro producto",
        "units": number(sum(pair.now.units for pair in rest)),
        "value": money(cents),
        "share": percent(cents / total),
    }


def _daily(sales: Sales) -> list[dict[str, Any]]:
    shown = _shown_days(sales)
    lengths = charts.widths([sales.days[day.day].now.cents for day in shown])
    return [
        {
            "day": spanish.short_day(day),
            "weekend": day.weekday() >= 5,
            "orders": number(sales.days[day.day].now.orders),
            "value": money(sales.days[day.day].now.cents),
            "mean": money(sales.days[day.day].now.mean),
            "before": _the_same_day(sales, day),
            "width": width,
        }
        for day, width in zip(shown, lengths, strict=True)
    ]


def _the_same_day(sales: Sales, day: date) -> str:
    if day.day > sales.month.before.days:
        return "–"
    return money(sales.days[day.day].before.cents)


def _weekdays(sales: Sales) -> list[dict[str, Any]]:
    """An average Monday, Tuesday, …, over those that the month has had."""
    found: list[list[Tally]] = [[] for _ in spanish.WEEKDAY_NAMES]
    for day in _shown_days(sales):
        found[day.weekday()].append(sales.days[day.day].now)
    orders = [sum(t.orders for t in group) / max(1, len(group)) for group in found]
    cents = [round(sum(t.cents for t in group) / max(1, len(group))) for group in found]
    whole = sum(cents) or 1
    lengths = charts.widths(cents)
    return [
        {
            "name": name,
            "orders": f"{orders[n]:,.1f}",
            "value": money(cents[n]),
            "share": percent(cents[n] / whole),
            "width": lengths[n],
        }
        for n, name in enumerate(spanish.WEEKDAY_NAMES)
    ]


def _shown_days(sales: Sales) -> list[date]:
    first, last = sales.month.first, sales.span.end.date() if sales.partial else None
    days = [first.replace(day=day) for day in sales.days]
    return [day for day in days if last is None or day <= last]


def _states(sales: Sales) -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "orders": number(sales.states[state].orders),
            "value": money(sales.states[state].cents),
        }
        for state, name in spanish.STATES.items()
        if state in sales.states
    ]


def _notes(sales: Sales, then: str) -> list[str]:
    against = f"los mismos días de {then}" if sales.partial else f"todo {then}"
    zone = "hora del centro de México"
    counted = "Cuentan los pedidos pagados, en el día en que se hicieron."
    if sales.states:
        counted += " Los demás están en la tabla «Pedidos por estado» y en ninguna otra cifra."
    return [
        counted,
        f"Los días van de medianoche a medianoche, {zone}. Se compara contra {against}.",
        "Por producto se suman los renglones de los pedidos: cantidad por precio del día.",
    ]
