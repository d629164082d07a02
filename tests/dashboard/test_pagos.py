"""Having an order charged, as the team asks for it on the order's page."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as product
from django.test import Client

from dashboard.fragments import Look, render
from proyecto.dominio.models import Pedido
from proyecto.dominio.pago import charge_key
from proyecto.dominio.tarjetas import TarjetaDePrueba as Tarjeta
from proyecto.progress import record
from proyecto.progress.models import Effect, Notification, TaskRun
from proyecto.progress.vocabulary import Cause
from tests.stack.people import People
from tests.workers.ventas.shop import Shop

pytestmark = pytest.mark.usefixtures("redis_process")
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def client(people: People) -> Client:
    return of(people, is_staff=True, zona_horaria="Asia/Tokyo")


@pytest.fixture
def pedido(committed: None) -> Pedido:
    """Nobody has paid it."""
    return order(Tarjeta.ACEPTADA)


def order(card: str, **fields: Any) -> Pedido:
    made = Shop().order("1998-05-05 12:00", ("Taza", 1, "1250.00"), estado="pendiente")
    Pedido.objects.filter(pk=made.pk).update(tarjeta_token=card, **fields)
    return Pedido.objects.get(pk=made.pk)


def of(people: People, **fields: Any) -> Client:
    client = Client(headers={"Accept-Language": "es"})
    client.force_login(people.new(**fields))
    return client


def charge(client: Client, pedido: Pedido, **given: str) -> Any:
    return client.post(f"/pedidos/{pedido.pk}/cobrar/", given, headers=SCRIPT)


def panel(client: Client, pedido: Pedido) -> str:
    """What the order's page says of its payment."""
    html = client.get(f"/pedidos/{pedido.pk}/").content.decode()
    return html.partition(f'id="pago-{pedido.pk}"')[2].partition("</section>")[0]


def begun(pedido: Pedido, run: TaskRun) -> None:
    """An attempt of the run began to charge and was not heard of again."""
    Effect.objects.create(
        key=charge_key(pedido.pk),
        kind="charge",
        doubt="ask",
        facts={"amount": "1250.00", "currency": "MXN"},
        run=run,
        attempt=1,
        planned_at=run.created_at,
    )


def runs(pedido: Pedido) -> list[TaskRun]:
    return list(TaskRun.objects.filter(subject=pedido.asunto).order_by("created_at"))


def test_only_the_team_may_charge_and_only_by_a_form_of_ours(
    client: Client, people: People, pedido: Pedido
) -> None:
    assert charge(of(people), pedido).status_code == 404
    assert charge(Client(), pedido)["Location"].startswith("/entrar/")
    assert client.get(f"/pedidos/{pedido.pk}/cobrar/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.new(is_staff=True))
    assert charge(strict, pedido).status_code == 403
    assert client.post("/pedidos/999999999/cobrar/").status_code == 404
    assert runs(pedido) == []


def test_who_charges_an_order_gets_one_run_about_it_of_their_own(
    client: Client, pedido: Pedido
) -> None:
    assert charge(client, pedido).status_code == 204
    (run,) = runs(pedido)
    assert (run.task, run.args, run.title) == (
        "procesar_pago",
        [pedido.pk],
        f"Pago del pedido #{pedido.pk}",
    )
    assert run.owner is not None
    assert run.attempts == 4
    assert 'data-kept="charge"' in client.get(f"/tareas/{run.pk}/").content.decode()
    assert 'data-payment="busy"' in panel(client, pedido)
    assert "<form" not in panel(client, pedido)


def test_pressed_twice_it_is_charged_once_and_the_second_hears_why(
    client: Client, pedido: Pedido
) -> None:
    charge(client, pedido)
    again = charge(client, pedido)
    assert (again.status_code, again.content.decode()) == (409, "El pedido ya se está cobrando.")
    assert len(runs(pedido)) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"estado": "pagado"}, "El pedido ya está pagado. No se cobró nada."),
        ({"estado": "cancelado"}, "El pedido se canceló. No se cobró nada."),
        ({"total": 0}, "En este pedido no hay nada que pagar."),
        ({"tarjeta_token": ""}, "El pedido no tiene tarjeta. Elige una primero."),
    ],
)
def test_what_can_not_be_charged_is_refused_with_a_sentence(
    client: Client, fields: dict[str, Any], sentence: str
) -> None:
    pedido = order(Tarjeta.ACEPTADA)
    Pedido.objects.filter(pk=pedido.pk).update(**fields)
    answer = charge(client, pedido)
    assert (answer.status_code, answer.content.decode()) == (409, sentence)
    assert runs(pedido) == []


def test_in_the_sandbox_the_card_is_chosen_with_the_charge(client: Client) -> None:
    pedido = order("")
    charge(client, pedido, tarjeta=Tarjeta.TIEMPO)
    assert Pedido.objects.get(pk=pedido.pk).tarjeta_token == Tarjeta.TIEMPO
    refused = charge(client, order(""), tarjeta="tok_de_nadie")
    assert refused.status_code == 409
    assert refused.content.decode() == "No existe esa tarjeta entre las que se pueden elegir."


def test_with_a_real_gateway_no_card_is_chosen_on_the_page(
    client: Client, pedido: Pedido, settings: Any
) -> None:
    settings.PAYMENT_SANDBOX = False
    assert "<select" not in panel(client, pedido)
    assert "Stripe" in panel(client, pedido)
    assert charge(client, pedido, tarjeta=Tarjeta.CAIDA).status_code == 409
    assert charge(client, pedido).status_code == 204


def test_the_page_lists_the_attempts_and_counts_down_to_the_next(
    client: Client, pedido: Pedido
) -> None:
    charge(client, pedido)
    (run,) = runs(pedido)
    assert record.claim(run.pk, "w")
    waiting = record.retry(run.pk, 1, Cause.ERROR, "payment_unknown", delay=90)
    assert waiting is not None
    assert waiting.run_at is not None

    html = panel(client, pedido)

    on_their_clock = waiting.run_at.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M")
    assert f"Intento 2 de 4, a las {on_their_clock}" in html
    assert f'<time datetime="{waiting.run_at.isoformat(timespec="seconds")}" data-count>en ' in html
    assert html.count('<li data-s="bad">') == html.count('<li data-s="wait">') == 1
    assert "La pasarela de pago no respondió: puede que haya cobrado, o no." in html


def test_whoever_charges_again_reads_beforehand_what_becomes_of_the_charge(
    client: Client, pedido: Pedido
) -> None:
    charge(client, pedido)
    (run,) = runs(pedido)
    assert record.claim(run.pk, "w")
    begun(pedido, run)
    assert record.fail(run.pk, 1, Cause.ERROR, "payment_unknown")

    html = panel(client, pedido)

    assert Pedido.objects.get(pk=pedido.pk).estado == "pago_fallido"
    assert "Si vuelves a cobrarlo:" in html
    assert '<li data-will="ask">' in html
    assert "cobro de $1,250.00" in html


def test_a_payment_that_is_cancelled_while_nobody_knows_says_so(
    client: Client, pedido: Pedido
) -> None:
    charge(client, pedido)
    (run,) = runs(pedido)
    assert record.claim(run.pk, "w")
    begun(pedido, run)
    assert record.retry(run.pk, 1, Cause.ERROR, "payment_unknown", delay=90)
    assert record.request_cancel(run.pk)

    html = panel(client, pedido)

    assert "No se sabe si se cobró." in html
    assert "Cobrar $1,250.00" in html


def test_a_failed_payment_is_an_alarm_and_a_declined_card_only_news(client: Client) -> None:
    for cause, error, kind, severity in [
        (Cause.ERROR, "payment_away", "payment_failed", "error"),
        (Cause.REJECTED, "card_declined", "run_rejected", "info"),
    ]:
        pedido = order(Tarjeta.ACEPTADA)
        charge(client, pedido)
        (run,) = runs(pedido)
        assert record.claim(run.pk, "w")
        assert record.fail(run.pk, 1, cause, error)
        notice = Notification.objects.get(run=run)
        assert (notice.kind, notice.severity) == (kind, severity)


def test_the_socket_brings_the_panel_to_the_team_and_to_nobody_else(
    client: Client, pedido: Pedido
) -> None:
    charge(client, pedido)
    (run,) = runs(pedido)
    seen = render(str(run.pk), Look("pedido", "es-mx", product.TIME_ZONE, staff=True))
    assert f'id="pago-{pedido.pk}"' in seen
    assert f'id="estado-{pedido.pk}"' in seen
    other = render(str(run.pk), Look("pedido", "es-mx", product.TIME_ZONE, staff=False))
    assert f'id="pago-{pedido.pk}"' not in other


def test_the_page_of_a_payment_leads_to_its_order_and_offers_no_upload(
    client: Client, pedido: Pedido
) -> None:
    charge(client, pedido)
    (run,) = runs(pedido)
    assert record.claim(run.pk, "w")
    assert record.fail(run.pk, 1, Cause.REJECTED, "card_funds")
    html = client.get(f"/tareas/{run.pk}/").content.decode()
    assert f'href="/pedidos/{pedido.pk}/"' in html
    assert "Ver el pedido" in html
    assert "Subir otro" not in html


def test_a_payment_is_not_tried_again_where_it_makes_no_sense(client: Client) -> None:
    for cause, fields, sentence in [
        (Cause.REJECTED, {}, "Este pago se rechazó. Vuelve a cobrar el pedido en su página."),
        (Cause.ERROR, {"estado": "pagado"}, "El pedido ya está pagado. No se cobró nada."),
    ]:
        pedido = order(Tarjeta.ACEPTADA)
        charge(client, pedido)
        (run,) = runs(pedido)
        assert record.claim(run.pk, "w")
        assert record.fail(run.pk, 1, cause, "payment_away")
        Pedido.objects.filter(pk=pedido.pk).update(**fields)
        answer = client.post(f"/tareas/{run.pk}/reintentar/", headers=SCRIPT)
        assert (answer.status_code, answer.content.decode()) == (409, sentence)
    Pedido.objects.filter(pk=pedido.pk).update(estado="pago_fallido")
    assert client.post(f"/tareas/{run.pk}/reintentar/", headers=SCRIPT).status_code == 204
    assert len(runs(pedido)) == 2
