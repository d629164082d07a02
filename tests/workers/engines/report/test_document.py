"""What the report says."""

from datetime import datetime

from tests.workers.engines.report.sample import MEXICO, OCTOBER, sales
from workers.engines.report import charts, spanish
from workers.engines.report.document import document
from workers.engines.report.figures import gathered
from workers.engines.report.lettering import printable


def test_the_cover_tells_the_month_beside_the_one_before() -> None:
    said = document(sales())

    assert said["title"] == "Ventas de octubre de 2026"
    assert said["period"] == "Del 1 al 31 de octubre de 2026"
    assert said["made"] == "Generado el 3 de noviembre de 2026, 09:15"
    cards = {card["label"]: card for card in said["cards"]}
    assert cards["Ventas"]["value"] == "$3,410.00"
    assert cards["Ventas"]["change"] == {"sign": 1, "text": "13.7\N{NO-BREAK SPACE}%"}
    assert cards["Ventas"]["note"] == "$3 mil en septiembre"
    assert cards["Pedidos pagados"]["value"] == "62"
    assert cards["Artículos vendidos"]["value"] == "75"


def test_twenty_products_are_listed_and_the_others_summed() -> None:
    said = document(sales(products=25))

    assert [row["name"] for row in said["products"][:2]] == ["Producto 24", "Producto 23"]
    assert len(said["products"]) == 20
    assert said["products_rest"]["name"] == "Otros 5 productos"
    assert said["products_rest"]["value"] == "$150.00"


def test_the_longest_bar_is_as_long_as_there_is_room() -> None:
    assert charts.widths([50, 200, 0]) == [0.25, 1.0, 0.0]
    assert charts.widths([]) == []


def test_an_axis_has_round_numbers_and_room_for_the_highest_bar() -> None:
    for most in (1, 7, 99, 100, 101, 4_999, 123_456_789):
        axis = charts.axis(most)
        assert axis.top >= most > axis.top / 2 - 1
        assert 3 <= len(axis.ticks) <= 6
    assert charts.axis(100).ticks == [0, 25, 50, 75, 100]


def test_a_month_without_sales_says_so_and_divides_by_nothing() -> None:
    span = OCTOBER.span(MEXICO)
    empty = gathered([], OCTOBER, span, OCTOBER.before.span(MEXICO), span.end)

    said = document(empty)

    assert said["empty"]
    assert said["highlights"] == said["products"] == []
    assert said["cards"][0]["value"] == "$0.00"


def test_a_month_that_is_not_over_says_until_when() -> None:
    said = document(sales(now=datetime(2026, 10, 20, 18, 30, tzinfo=MEXICO)))

    assert "hasta el 20 de octubre de 2026, 18:30" in said["partial"]
    assert said["period"] == "Del 1 al 20 de octubre de 2026"
    assert len(said["daily"]) == 20


def test_money_is_written_as_in_mexico() -> None:
    assert spanish.money(123456789) == "$1,234,567.89"
    assert spanish.money(-5) == "−$0.05"
    assert spanish.short_money(85_000) == "$850"
    assert spanish.short_money(1_250_000) == "$12.5 mil"
    assert spanish.short_money(196_600_000) == "$1.97 M"


def test_a_change_from_nothing_has_no_percentage() -> None:
    assert spanish.change(5, 0) == (1, "nuevo")
    assert spanish.change(0, 0) == (0, "–")
    assert spanish.change(100, 100) == (0, "igual")
    assert spanish.change(5000, 100) == (1, "×50")
    assert spanish.change(50, 100) == (-1, "50.0\N{NO-BREAK SPACE}%")


def test_letters_that_the_typeface_lacks_become_boxes_and_others_stay() -> None:
    assert printable("Ñandú, S.A.") == "Ñandú, S.A."
    assert printable("n\N{COMBINING TILDE}a") == "ña"
    assert printable("王 Москва Ελλάς 🎒") == "□ Москва Ελλάς □"
    assert printable("dos\nlíneas\x00") == "dos líneas"
