"""Administration of the shop: what can be changed, and what can't be bent."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.sites import site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proyecto.dominio.models import (
    Cliente,
    ImagenProducto,
    Lote,
    Pedido,
    Producto,
    Reporte,
    Suscripcion,
)
from proyecto.progress.admin.long import MOST
from tests.stack.people import People
from tests.workers.ventas.shop import Shop

MODELS = [Pedido, Cliente, Producto, Suscripcion, Reporte, ImagenProducto, Lote]


@pytest.fixture
def client(people: People) -> Client:
    client = Client()
    client.force_login(people.new(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def shop(committed: None) -> Shop:
    return Shop()


def address(thing: Any, page: str = "change") -> str:
    return reverse(f"admin:dominio_{thing._meta.model_name}_{page}", args=[thing.pk])


def fields(client: Client, thing: Any) -> set[str]:
    """What the page of it lets one fill in."""
    html = client.get(address(thing)).content.decode()
    named = re.findall(r'<(?:input(?! type="hidden")|select|textarea)[^>]* name="([\w-]+)"', html)
    return {name for name in named if not name.startswith(("csrf", "_", "lineas-__prefix__"))}


def saved(client: Client, order: Pedido, *lines: dict[str, Any]) -> Pedido:
    """The order, after its page was sent with these lines."""
    data = {
        "fecha_0": "2004-01-05",
        "fecha_1": "10:00:00",
        "cliente": order.cliente.pk,
        "canal": order.canal,
        "tarjeta_token": "tok_aceptada",
        "lineas-TOTAL_FORMS": len(lines),
        "lineas-INITIAL_FORMS": sum("id" in line for line in lines),
    }
    for number, line in enumerate(lines):
        data |= {f"lineas-{number}-{name}": value for name, value in line.items()}
    answer = client.post(address(order), data)
    assert answer.status_code == 302, answer.content.decode()
    order.refresh_from_db()
    return order


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_list_opens_searches_and_shows_no_row_by_a_query_of_its_own(
    client: Client, shop: Shop, model: Any
) -> None:
    shop.order("2004-01-05 10:00")
    path = reverse(f"admin:dominio_{model._meta.model_name}_changelist")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    assert len(captured) < 20
    if site._registry[model].search_fields:
        assert client.get(path, {"q": "1"}).status_code == 200


def test_a_long_list_is_not_counted_whole(client: Client, shop: Shop) -> None:
    shop.order("2004-01-05 10:00")
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("admin:dominio_pedido_changelist"))
    counts = [q["sql"] for q in captured if "COUNT(" in q["sql"] and "pedido" in q["sql"]]
    assert counts
    assert all(f"LIMIT {MOST}" in sql for sql in counts)


def test_the_total_follows_the_lines(client: Client, shop: Shop) -> None:
    order = shop.order("2004-01-05 10:00", ("Taza", 2, "50.00"), estado="pendiente")
    line = order.lineas.get()
    kept = {"id": line.pk, "pedido": order.pk, "producto": line.producto.pk, "cantidad": 3}
    more = {"pedido": order.pk, "producto": shop.product("Plato").pk, "cantidad": 1}

    after = saved(client, order, {**kept, "precio": "50.00"}, {**more, "precio": "19.90"})

    assert after.total == Decimal("169.90")
    assert after.tarjeta_token == "tok_aceptada"


def test_what_the_payment_decides_can_not_be_written(client: Client, shop: Shop) -> None:
    waiting = shop.order("2004-01-06 10:00", estado="pendiente")
    paid = shop.order("2004-01-07 10:00")

    assert "lineas-0-cantidad" in fields(client, waiting)
    assert not fields(client, waiting) & {"estado", "total", "referencia_pago", "pagado_0"}
    assert fields(client, paid) == set()
    assert client.get(address(paid, "delete")).status_code == 403
    assert client.get(address(waiting, "delete")).status_code == 200


def test_what_was_sold_and_who_bought_it_stay(client: Client, shop: Shop) -> None:
    order = shop.order("2004-01-08 10:00", ("Florero", 1, "10.00"), cliente="Quien compró")
    sold = order.lineas.get().producto
    unsold = Producto.objects.create(sku=f"T-{order.pk}", nombre="Nuevo", categoria="x", precio=1)

    assert client.get(address(sold, "delete")).status_code == 403
    assert client.get(address(order.cliente, "delete")).status_code == 403
    assert client.get(address(unsold, "delete")).status_code == 200


def test_what_runs_have_made_is_there_to_look_at(client: Client, people: People) -> None:
    owner = people.new()
    report = Reporte.objects.create(periodo="2004-01", propietario=owner)
    picture = ImagenProducto.objects.create(propietario=owner, nombre="taza.jpg", archivo="x")

    assert fields(client, report) == set()
    assert fields(client, picture) == {"nombre", "producto"}
    for thing in (report, picture):
        assert client.get(address(thing, "delete")).status_code == 403
