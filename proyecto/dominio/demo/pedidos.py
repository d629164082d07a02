"""The orders themselves, one after the other, as time goes by."""

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from proyecto.dominio.demo import catalogo
from proyecto.dominio.demo.calendario import CHANNELS, SUMMED, Day, days, shares
from proyecto.dominio.demo.clientela import known_by
from proyecto.dominio.demo.plan import Plan
from proyecto.dominio.tarjetas import TarjetaDePrueba

LINES, LINES_SUMMED = (1, 2, 3, 4, 5), (46, 73, 87, 95, 100)
UNITS, UNITS_SUMMED = (1, 2, 3, 4, 6), (72, 90, 96, 98, 100)
STATES = ("pagado", "pendiente", "pago_fallido", "cancelado")
# Of old orders, of those of the last days, and of those paid for at the till; in per mille, summed.
USUAL, RECENT, TILL = (932, 944, 968, 1000), (775, 940, 976, 1000), (985, 985, 985, 1000)
RECENT_DAYS = timedelta(days=4)
# What the sandbox of the payments makes of each, and how many of a hundred have it, summed.
TOKENS = tuple(card.value for card in TarjetaDePrueba)
TOKENS_SUMMED = (64, 78, 88, 95, 100)
# Every so many a customer is a regular, and so many of all orders are theirs.
REGULAR, REGULARS = 9, 0.4

Line = tuple[int, int, int]


class Order(NamedTuple):
    """An order. `cliente` and the products of its lines (product, units, centavos each) are numbers
    from 0; moments are in UTC. None has a reference of a charge: no gateway ever heard of it."""

    fecha: datetime
    cliente: int
    canal: str
    estado: str
    centavos: int
    tarjeta_token: str
    pagado: datetime | None
    lineas: list[Line]


def orders(plan: Plan, done: int = 0) -> Iterator[Order]:
    """All orders of a plan but the first `done`."""
    for day in days(plan):
        if day.before + day.count > done:
            for number, order in enumerate(_of_day(plan, day), day.before):
                if number >= done:
                    yield order


def _of_day(plan: Plan, day: Day) -> Iterator[Order]:
    chance = plan.chance(str(day.date))
    years_ago = (plan.hasta.date() - day.date.replace(day=1)).days // 30 / 12
    prices, likes = catalogo.prices(years_ago), _likes(day.date.month)
    midnight = datetime.combine(day.date, time(), plan.desde.tzinfo)
    for second, canal in _moments(chance, day):
        # By the clock on the wall, whatever the zone does that night.
        fecha = (midnight + timedelta(seconds=second)).astimezone(UTC)
        estado = _estado(chance, canal, plan.hasta - fecha < RECENT_DAYS)
        lineas = _lines(chance, likes, prices)
        yield Order(
            fecha,
            _customer(chance, known_by(plan, plan.part(fecha))),
            canal,
            estado,
            sum(units * price for _, units, price in lineas),
            _token(chance, estado),
            _paid(chance, plan, fecha, canal) if estado == "pagado" else None,
            lineas,
        )


def _moments(chance: random.Random, day: Day) -> list[tuple[int, str]]:
    """Second and channel of each order of a day, in order."""
    found = []
    for canal in chance.choices(CHANNELS, shares(day.date), k=day.count):
        hours = SUMMED[canal]
        second = bisect(hours, chance.random() * hours[-1]) * 3600 + int(chance.random() * 3600)
        if second >= day.seconds:
            second = int(chance.random() * day.seconds)
        found.append((second, canal))
    found.sort()
    return found


def _estado(chance: random.Random, canal: str, recent: bool) -> str:
    summed = TILL if canal == "tienda" else RECENT if recent else USUAL
    return STATES[bisect(summed, int(chance.random() * 1000))]


def _lines(chance: random.Random, likes: list[float], prices: list[int]) -> list[Line]:
    wanted: dict[int, int] = {}
    for _ in range(LINES[bisect(LINES_SUMMED, chance.random() * 100)]):
        product = bisect(likes, chance.random() * likes[-1])
        wanted[product] = UNITS[bisect(UNITS_SUMMED, chance.random() * 100)]
    return [(product, units, prices[product]) for product, units in wanted.items()]


def _customer(chance: random.Random, known: int) -> int:
    number = int(chance.random() * known)
    return number - number % REGULAR if chance.random() < REGULARS else number


def _token(chance: random.Random, estado: str) -> str:
    """Only who has not paid has still to."""
    if estado == "pendiente":
        return TOKENS[bisect(TOKENS_SUMMED, chance.random() * 100)]
    return "tok_rechazada" if estado == "pago_fallido" else ""


def _paid(chance: random.Random, plan: Plan, fecha: datetime, canal: str) -> datetime:
    wait = 0.0 if canal == "tienda" else 4 + chance.expovariate(1 / 70)
    return min(fecha + timedelta(seconds=int(wait)), plan.hasta.astimezone(UTC))


@cache
def _likes(month: int) -> list[float]:
    return catalogo.likes(month)
