"""Invented orders look like those of a shop."""

import hashlib
from collections import Counter
from datetime import UTC, timedelta
from itertools import islice
from typing import Any

import pytest

from proyecto.dominio.demo.calendario import days
from proyecto.dominio.demo.catalogo import ITEMS, SEASONS, likes, prices
from proyecto.dominio.demo.clientela import customers, how_many
from proyecto.dominio.demo.pedidos import TOKENS, Order, orders
from proyecto.dominio.models import Cliente, Pedido
from tests.dominio.demo.plans import MEXICO, a_plan, at


@pytest.fixture(scope="module")
def made() -> list[Order]:
    return list(orders(a_plan()))


def share(made: list[Order], wanted: Any) -> float:
    """How many of a hundred."""
    return 100 * sum(map(wanted, made)) / len(made)


def test_there_are_as_many_as_were_asked_for_in_order_and_within_the_time() -> None:
    for cantidad in (1, 2, 999, 20_000):
        plan = a_plan(cantidad, hasta="2024-02-29 15:30")
        made = list(orders(plan))
        assert len(made) == cantidad == sum(day.count for day in days(plan))
        assert made == sorted(made, key=lambda order: order.fecha)
        assert plan.desde <= made[0].fecha <= made[-1].fecha < plan.hasta
        assert all(order.pagado is None or order.pagado <= plan.hasta for order in made)


def test_the_same_seed_makes_the_same_orders_and_another_one_others(made: list[Order]) -> None:
    assert list(islice(orders(a_plan()), 500)) == made[:500]
    assert list(islice(orders(a_plan(semilla=8)), 500)) != made[:500]
    # In every process and every Python alike. A change of the catalogue changes it.
    text = repr([(str(order.fecha), *order[1:6], order.lineas) for order in made[:200]])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "d2c340f478ed62ac"


@pytest.mark.parametrize("done", [1, 1234, 19_999, 20_000])
def test_the_rest_of_them_is_the_same_as_when_all_are_made(made: list[Order], done: int) -> None:
    assert list(orders(a_plan(), done)) == made[done:]


def test_every_total_is_the_sum_of_its_lines_and_no_product_comes_twice(made: list[Order]) -> None:
    for order in made:
        assert order.centavos == sum(units * price for _, units, price in order.lineas) > 0
        products = [product for product, *_ in order.lineas]
        assert len(set(products)) == len(products)
        assert all(0 <= product < len(ITEMS) for product in products)


def test_most_are_paid_and_who_has_not_paid_has_a_card_for_the_sandbox(made: list[Order]) -> None:
    states = Counter(order.estado for order in made)
    assert states.keys() == set(Pedido.Estado.values)
    assert 88 < 100 * states["pagado"] / len(made) < 96
    for order in made:
        assert (order.pagado is not None) == (order.estado == "pagado")
        assert (order.tarjeta_token in TOKENS) == (order.estado in {"pendiente", "pago_fallido"})
    pending = {order.tarjeta_token for order in made if order.estado == "pendiente"}
    assert pending == set(TOKENS)
    last = [order for order in made if order.fecha > at("2024-12-30")]
    assert share(last, lambda order: order.estado == "pendiente") > 8


def test_they_follow_seasons_weekdays_and_hours(made: list[Order]) -> None:
    local = [order.fecha.astimezone(MEXICO) for order in made]
    months = Counter(moment.month for moment in local)
    assert months[12] > 1.4 * months[1]
    weekdays = Counter(moment.weekday() for moment in local)
    assert weekdays[5] > weekdays[1]
    hours = Counter(moment.hour for moment in local)
    assert hours[12] > 5 * hours[4]
    open_hours = {
        moment.hour for moment, one in zip(local, made, strict=True) if one.canal == "tienda"
    }
    assert open_hours <= set(range(10, 20))
    channels = Counter(order.canal for order in made)
    assert channels.keys() == set(Pedido.Canal.values)
    assert channels.most_common(1)[0][0] == "web"
    feast = sum(moment.date().isoformat() in {"2024-05-09", "2024-05-10"} for moment in local)
    usual = sum(moment.date().isoformat() in {"2024-05-16", "2024-05-17"} for moment in local)
    assert feast > 1.2 * usual


def test_nobody_orders_before_they_are_a_customer_and_some_come_back_often(
    made: list[Order],
) -> None:
    plan = a_plan()
    people = list(customers(plan))
    assert len(people) == how_many(plan) == len({one.email for one in people})
    assert all(people[order.cliente].creado <= order.fecha for order in made)
    assert {one.region for one in people} == set(Cliente.Region.values)
    assert all(one.email.isascii() and one.email.endswith("@example.com") for one in people)
    bought = Counter(order.cliente for order in made)
    assert bought.most_common(1)[0][1] > 3 * len(made) / len(people)


def test_prices_rise_and_every_product_has_its_season() -> None:
    assert len({item.sku for item in ITEMS}) == len(ITEMS)
    assert {item.categoria for item in ITEMS} == SEASONS.keys()
    for before, now, item in zip(prices(3), prices(0), ITEMS, strict=True):
        assert 0 < before < now == item.precio * 100
    assert len(likes(12)) == len(ITEMS)


def test_a_change_of_hours_makes_no_order_of_another_day() -> None:
    # Mexico's clocks were put back on 30 October 2022, the last time.
    plan = a_plan(5000, "2022-10-01", "2022-11-01")
    made = list(orders(plan))
    days_of = Counter(order.fecha.astimezone(MEXICO).date() for order in made)
    assert days_of == {day.date: day.count for day in days(plan) if day.count}
    assert made[0].fecha.tzinfo is UTC
    assert plan.hasta - plan.desde == timedelta(days=31)
