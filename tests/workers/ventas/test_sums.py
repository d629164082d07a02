"""The sums of a month are those that the orders themselves give."""

from collections import Counter
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from proyecto.dominio.models import LineaPedido, Pedido
from tests.workers.ventas.conftest import Summed
from tests.workers.ventas.shop import MEXICO, Shop, at
from workers.engines.report.figures import gathered
from workers.engines.report.month import Month
from workers.ventas import sums
from workers.ventas.snapshot import snapshot


def test_every_sum_is_the_one_that_adding_up_order_by_order_gives(
    shop: Shop, summed: Summed
) -> None:
    shop.month("2001-09-01", 90, seed=2)
    shop.month("2001-10-01", 120, seed=3)

    sales = summed(2001, 10)

    october = Pedido.objects.filter(fecha__gte=at("2001-10-01"), fecha__lt=at("2001-11-01"))
    paid = list(october.filter(estado="pagado").select_related("cliente"))
    lines = list(LineaPedido.objects.filter(pedido__in=paid).select_related("producto"))
    days, regions, channels, products = Counter(), Counter(), Counter(), Counter()
    for order in paid:
        days[order.fecha.astimezone(MEXICO).day] += order.total
        regions[order.cliente.region] += order.total
        channels[order.canal] += order.total
    for line in lines:
        products[line.producto.nombre] += line.cantidad * line.precio
    assert sales.total.now.orders == len(paid)
    assert sales.total.now.cents == 100 * sum(order.total for order in paid)
    assert sales.total.now.units == sum(line.cantidad for line in lines)
    assert {day: pair.now.cents for day, pair in sales.days.items() if pair.now.cents} == cents(
        days
    )
    assert {pair.name: pair.now.cents for pair in sales.regions} == cents(regions)
    assert {pair.name: pair.now.cents for pair in sales.channels} == cents(channels)
    assert {pair.name: pair.now.cents for pair in sales.products} == cents(products)
    assert {state: tally.orders for state, tally in sales.states.items()} == Counter(
        october.values_list("estado", flat=True)
    )
    september = Pedido.objects.filter(
        fecha__gte=at("2001-09-01"), fecha__lt=at("2001-10-01"), estado="pagado"
    )
    assert sales.total.before.cents == 100 * sum(order.total for order in september)


def cents(pesos: "Counter[str]") -> dict[str, int]:
    return {key: int(100 * Decimal(value)) for key, value in pesos.items()}


def test_an_order_of_half_past_eleven_at_night_on_the_last_day_belongs_to_that_day(
    shop: Shop, summed: Summed
) -> None:
    shop.order("2011-08-31 23:30")  # 4:30 on the first of September in UTC
    shop.order("2011-09-01 00:00")
    shop.order("2011-07-31 23:59:59")

    august, september = summed(2011, 8), summed(2011, 9)

    assert [day for day, pair in august.days.items() if pair.now.orders] == [31]
    assert (august.total.now.orders, august.total.before.orders) == (1, 1)
    assert [day for day, pair in september.days.items() if pair.now.orders] == [1]


def test_the_year_ends_at_midnight_in_mexico(shop: Shop, summed: Summed) -> None:
    shop.order("2012-12-31 23:59:59")
    shop.order("2013-01-01 00:00:00")

    december, january = summed(2012, 12), summed(2013, 1)

    assert [day for day, pair in december.days.items() if pair.now.orders] == [31]
    assert [day for day, pair in january.days.items() if pair.now.orders] == [1]
    assert january.total.before.orders == 1


def test_days_are_right_in_a_month_in_which_the_clocks_change(shop: Shop, summed: Summed) -> None:
    # Until 2022 the clocks went forward on the first Sunday of April, back on the last of October.
    shop.order("2021-04-03 23:30")
    shop.order("2021-04-30 23:30")
    shop.order("2021-10-30 23:30")
    shop.order("2021-10-31 23:30")

    april, october = summed(2021, 4), summed(2021, 10)

    assert [day for day, pair in april.days.items() if pair.now.orders] == [3, 30]
    assert [day for day, pair in october.days.items() if pair.now.orders] == [30, 31]


def test_a_leap_day_is_a_day(shop: Shop, summed: Summed) -> None:
    shop.order("2004-02-29 12:00")

    february = summed(2004, 2)

    assert len(february.days) == 29
    assert february.days[29].now.orders == 1


def test_a_month_that_is_not_over_is_compared_with_the_same_days(
    shop: Shop, summed: Summed
) -> None:
    for day in (5, 15, 25):
        shop.order(f"2014-03-{day:02d} 10:00")
        shop.order(f"2014-04-{day:02d} 10:00")

    sales = summed(2014, 4, now=at("2014-04-15 11:00"))

    assert sales.partial
    assert (sales.total.now.orders, sales.total.before.orders) == (2, 2)


def test_only_paid_orders_count_and_the_others_are_told(shop: Shop, summed: Summed) -> None:
    shop.order("2015-05-05 10:00", ("Taza", 2, "10.50"))
    shop.order("2015-05-05 10:00", estado="pendiente")
    shop.order("2015-05-06 10:00", estado="cancelado")

    sales = summed(2015, 5)

    assert (sales.total.now.orders, sales.total.now.units, sales.total.now.cents) == (1, 2, 2100)
    assert {state: tally.orders for state, tally in sales.states.items()} == {
        "pagado": 1,
        "pendiente": 1,
        "cancelado": 1,
    }
    assert [pair.now.units for pair in sales.products] == [2]


def test_two_products_of_one_name_are_two(shop: Shop, summed: Summed) -> None:
    shop.order("2016-05-05 10:00", ("Taza", 1, "10.00"))
    Shop().order("2016-05-05 10:00", ("Taza", 1, "30.00"))

    assert [pair.now.cents for pair in summed(2016, 5).products] == [3000, 1000]


def test_all_of_it_is_one_query(shop: Shop) -> None:
    shop.order("2017-05-05 10:00")
    month = Month(2017, 5)
    with snapshot() as moment, CaptureQueriesContext(moment) as asked:
        span = month.span(MEXICO)
        found = sums.cells(moment, span, month.before.span(MEXICO), MEXICO)
        gathered(found, month, span, month.before.span(MEXICO), span.end)

    assert len(asked) == 1


def test_what_is_sold_while_a_report_is_made_is_in_none_of_its_sums(shop: Shop) -> None:
    shop.order("2018-05-05 10:00")
    month, span = Month(2018, 5), Month(2018, 5).span(MEXICO)

    with snapshot() as moment:
        first = list(sums.cells(moment, span, month.before.span(MEXICO), MEXICO))
        shop.order("2018-05-06 10:00")  # and writing is not kept waiting
        second = list(sums.cells(moment, span, month.before.span(MEXICO), MEXICO))

    assert first == second
    assert connection.is_usable()
