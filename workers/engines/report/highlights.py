"""What a person should have read of the month when there is no time for more."""

from workers.engines.report import spanish
from workers.engines.report.figures import Sales
from workers.engines.report.lettering import printable
from workers.engines.report.spanish import change, money, number, percent

Runs = list[tuple[str, bool]]
"""A sentence: its pieces, each bold or not."""


def highlights(sales: Sales) -> list[Runs]:
    """The best day, the best product, and where most has changed."""
    if not sales.total.now.orders:
        return []
    found = [_best_day(sales), _best_product(sales), _mover(sales)]
    return [runs for runs in found if runs]


def _best_day(sales: Sales) -> Runs:
    day, best = max(sales.days.items(), key=lambda item: item[1].now.cents)
    name = spanish.long_day(sales.month.first.replace(day=day))
    gone = sales.span.end.day if sales.partial else sales.month.days
    times = best.now.cents / (sales.total.now.cents / gone)
    return [
        ("El mejor día fue el ", False),
        (name, True),
        (", con ", False),
        (money(best.now.cents), True),
        (f" en {_orders(best.now.orders)}: {times:,.1f} veces un día promedio.", False),
    ]


def _best_product(sales: Sales) -> Runs:
    if not sales.products:
        return []
    best = sales.products[0]
    share = best.now.cents / sum(pair.now.cents for pair in sales.products)
    return [
        ("Lo más vendido: ", False),
        (printable(best.name), True),
        (f", con {money(best.now.cents)}, el ", False),
        (percent(share), True),
        (" de las ventas.", False),
    ]


def _mover(sales: Sales) -> Runs:
    """The region or channel whose sales changed most, in pesos."""
    named = [("La región ", spanish.REGIONS, pair) for pair in sales.regions]
    named += [("El canal ", spanish.CHANNELS, pair) for pair in sales.channels]
    named = [row for row in named if row[2].before.cents]
    if not named:
        return []
    lead, names, pair = max(named, key=lambda row: abs(row[2].now.cents - row[2].before.cents))
    sign, share = change(pair.now.cents, pair.before.cents)
    if not sign:
        return []
    moved = money(abs(pair.now.cents - pair.before.cents))
    word = "creció" if sign > 0 else "bajó"
    return [
        (lead, False),
        (names.get(pair.name, pair.name), True),
        (f" fue lo que más {word}: ", False),
        (f"{'+' if sign > 0 else '−'}{share}", True),
        (f", {moved} {'más' if sign > 0 else 'menos'}.", False),
    ]


def _orders(count: int) -> str:
    return f"{number(count)} {'pedido' if count == 1 else 'pedidos'}"
