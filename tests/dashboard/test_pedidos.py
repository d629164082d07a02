"""The pages of the orders, as the team sees them."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from proyecto.dominio.models import Cliente
from tests.dashboard.runs import ask, told
from tests.stack.people import People
from tests.workers.ventas.shop import Shop

pytestmark = pytest.mark.usefixtures("redis_process")
LINK = re.compile(r'href="/pedidos/(\d+)/"')
OLDER = re.compile(r'rel="next" href="(\?[^"]+)"')
NEWER = re.compile(r'rel="prev" href="(\?[^"]+)"')


@pytest.fixture
def client(people: People) -> Client:
    return of(people, is_staff=True, zona_horaria="Asia/Tokyo")


@pytest.fixture
def shop(committed: None) -> Shop:
    return Shop()


@pytest.fixture
def name() -> str:
    """A customer whom no other test knows."""
    return f"Núñez {uuid.uuid4().hex[:12]}"


def of(people: People, **fields: Any) -> Client:
    client = Client(headers={"Accept-Language": "es"})
    client.force_login(people.new(**fields))
    return client


def shown(client: Client, path: str = "/pedidos/", **params: str) -> list[int]:
    """The numbers of the orders on a page of the list."""
    answer = client.get(path, params)
    assert answer.status_code == 200
    return [int(number) for number in LINK.findall(answer.content.decode())]


def test_the_pages_are_the_teams_alone(client: Client, people: People, shop: Shop) -> None:
    order = shop.order("2003-01-07 10:00")
    for path in ("/pedidos/", f"/pedidos/{order.pk}/"):
        assert client.get(path).status_code == 200
        assert of(people).get(path).status_code == 404
        assert Client().get(path)["Location"].startswith("/entrar/")
    assert '<a href="/pedidos/"' not in of(people).get("/").content.decode()
    assert '<a href="/pedidos/"' in client.get("/").content.decode()


def test_pages_follow_each_other_without_a_gap_or_a_repetition(
    client: Client, shop: Shop, name: str
) -> None:
    # Three at the same moment at each place where a page may end.
    made = [shop.order(f"2003-02-{1 + n // 3:02d} 10:00", cliente=name) for n in range(70)]
    newest_first = [order.pk for order in sorted(made, key=lambda o: (o.fecha, o.pk))][::-1]
    address, seen, firsts = f"/pedidos/?q={name}", [], []
    while address:
        html = client.get(address).content.decode()
        seen += [int(number) for number in LINK.findall(html)]
        firsts.append(seen[-1])
        older = OLDER.search(html)
        address = f"/pedidos/{older[1].replace('&amp;', '&')}" if older else ""
    assert seen == newest_first

    back = client.get(f"/pedidos/{NEWER.search(html)[1].replace('&amp;', '&')}")  # type: ignore[index]
    assert [int(n) for n in LINK.findall(back.content.decode())] == newest_first[30:60]


def test_a_mark_that_makes_no_sense_leads_to_the_newest(client: Client, shop: Shop) -> None:
    shop.order("2003-01-08 10:00")
    for mark in ("x", "1.x", "9" * 40 + ".1", "-1", "1.", "\0"):
        assert shown(client, antes=mark) == shown(client)


def test_it_is_narrowed_down_by_state_channel_month_and_customer(
    client: Client, shop: Shop, name: str
) -> None:
    paid = shop.order("2003-03-31 23:30", cliente=name, canal="web")
    failed = shop.order("2003-04-01 00:30", cliente=name, canal="tienda", estado="pago_fallido")

    assert shown(client, q=name) == [failed.pk, paid.pk]
    assert shown(client, q=name, estado="pago_fallido") == [failed.pk]
    assert shown(client, q=name, canal="web") == [paid.pk]
    assert shown(client, q=name, mes="2003-03") == [paid.pk], "months are those of the shop"
    assert shown(client, q=name, mes="2003-13", estado="x", canal="x") == [failed.pk, paid.pk]
    assert shown(client, q=name, mes="2003-05") == []


def test_an_order_is_found_by_its_number_and_by_any_words_of_its_customer(
    client: Client, shop: Shop, name: str
) -> None:
    order = shop.order("2003-01-09 10:00", cliente=name)
    key = name.split()[1]
    for text in (f"#{order.pk}", str(order.pk), f"{key} nunez", f"NÚÑEZ {key.upper()}", key[:9]):
        assert order.pk in shown(client, q=text), text
    for text in ("9" * 30, f"{key} x", "%", "\0", "'"):
        assert order.pk not in shown(client, q=text), text


def test_a_name_that_many_share_is_found_too(client: Client, shop: Shop, name: str) -> None:
    last = [shop.order("2003-05-01 10:00", cliente=f"{name} {n}") for n in range(3)][-1]
    crowd = Cliente.objects.bulk_create(
        Cliente(nombre=f"{name} {n}", region="sur", creado=last.fecha) for n in range(3, 250)
    )
    try:
        assert shown(client, q=name) == [last.pk, last.pk - 1, last.pk - 2]
    finally:
        Cliente.objects.filter(pk__in=[one.pk for one in crowd]).delete()


def test_one_order_shows_its_customer_its_lines_and_its_total(
    client: Client, shop: Shop, name: str
) -> None:
    order = shop.order(
        "2003-06-30 23:30", ("Taza", 3, "1234.50"), ("Plato", 1, "99.90"), cliente=name
    )
    html = client.get(f"/pedidos/{order.pk}/").content.decode()

    for words in (name, "Taza", "$1,234.50", "$3,703.50", "$3,803.40", "Pagado", "Tienda en línea"):
        assert words in html, words
    assert "1 jul 2003" in html.lower(), "it is the next day in Tokyo"
    assert client.get(f"/pedidos/{2**62}/").status_code == 404


def test_runs_about_an_order_stand_on_its_page_newest_first(
    client: Client, people: People, shop: Shop
) -> None:
    order = shop.order("2003-01-10 10:00")
    assert "data-empty>" in client.get(f"/pedidos/{order.pk}/").content.decode()
    runs = [told(ask(people.new(), subject=order.asunto)) for _ in range(2)]
    told(ask(people.new(), subject=f"pedido:{order.pk}1"))

    html = client.get(f"/pedidos/{order.pk}/").content.decode()

    assert re.findall(r'<li class="card" id="run-([\w-]+)"', html) == [
        str(run.pk) for run in reversed(runs)
    ]
    assert 'data-view="pedido" data-at="' in html
    assert f'data-pedido="{order.pk}"' in html
