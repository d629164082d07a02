"""An order is charged by a person of the team who watches, with cards that go every way."""

import pytest
from playwright.sync_api import Locator, Page, expect

from proyecto.dominio.models import Pedido
from tests.browser.conftest import Visit
from tests.stack.people import People
from tests.stack.stack import Stack
from tests.workers.ventas.shop import Shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def pedido(committed: None) -> Pedido:
    """Its card will be declined."""
    made = Shop().order("1998-06-05 12:00", ("Taza de barro", 2, "625.00"), estado="pendiente")
    Pedido.objects.filter(pk=made.pk).update(tarjeta_token="tok_rechazada")
    return made


def panel(page: Page, pedido: Pedido) -> Locator:
    return page.locator(f"#pago-{pedido.pk}")


def test_a_declined_card_is_changed_and_the_next_is_charged_at_its_third_attempt(
    visit: Visit, stack: Stack, people: People, pedido: Pedido
) -> None:
    stack.restart("general", RUN_RETRY_SECONDS="20")
    page = visit(people.sign_in(is_staff=True)).live(f"/pedidos/{pedido.pk}/")
    state, payment = page.locator(f"#estado-{pedido.pk}"), panel(page, pedido)

    payment.get_by_role("button", name="Cobrar $1,250.00").click()
    expect(payment).to_contain_text("El banco rechazó la tarjeta: no tiene fondos suficientes.")
    expect(state).to_have_text("Pago fallido")

    payment.get_by_label("Tarjeta de prueba").select_option("tok_tiempo")
    payment.get_by_role("button", name="Cobrar").click()
    expect(payment).to_contain_text("Intento 2 de 4, a las")
    page.locator("#runs").get_by_role("button", name="Cancelar").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Lo que ya se haya cobrado no se devuelve.")
    question.get_by_role("button", name="Volver").click()
    clock = payment.locator("[data-count]")
    seen = clock.inner_text()
    expect(clock).not_to_have_text(seen)  # it counts by itself
    for attempt in (2, 3):
        expect(payment).to_contain_text(f"Intento {attempt} de 4")
        page.locator("#runs").get_by_role("button", name="Intentar ahora").click()

    expect(payment).to_have_attribute("data-payment", "paid")
    expect(state).to_have_text("Pagado")
    expect(payment.locator("li[data-s=bad]")).to_have_count(2)
    expect(payment.locator("li[data-s=done]")).to_have_count(1)
    expect(payment.get_by_role("button", name="Cobrar")).to_have_count(0)
