"""Pictures of the team's pages: orders and a payment, what is periodic, notices."""

from playwright.sync_api import Page, expect

from docs.screens.product import Stage
from proyecto.dominio.models import Pedido
from proyecto.progress.notices import Severity, notice
from tests.browser.visitor import Visitor, is_live


def orders(stage: Stage) -> None:
    """One whose charge was not answered and is tried again."""
    stage.stack.start("general")
    page = member(stage)
    order = Pedido.objects.order_by("-fecha")[2]
    Pedido.objects.filter(pk=order.pk).update(estado="pendiente", tarjeta_token="tok_tiempo")
    page.goto(f"{stage.stack.address}/pedidos/{order.pk}/")
    is_live(page).get_by_role("button", name="Cobrar").click()
    expect(page.locator(f"#pago-{order.pk}")).to_contain_text("Intento 2 de 4, a las")
    stage.camera.take(page, "pedido-reintentando")
    page.context.close()


def schedule(stage: Stage) -> None:
    """What runs when; one of it has just run."""
    page = member(stage)
    page.goto(f"{stage.stack.address}/programadas/")
    is_live(page)
    session = page.locator(".entry").filter(has_text="Sesiones vencidas")
    session.get_by_role("button", name="Ejecutar ahora").click()
    expect(session.locator(".badge")).to_have_text("Listo")
    page.context.close()


def notices(stage: Stage) -> None:
    """A disk that is full, again and again; a moment that nobody started."""
    for _ in range(12):
        task = {"task": "procesar_video", "error": "disk_full"}
        notice("run_failed:procesar_video:disk_full", "run_failed", Severity.ERROR, task)
    facts = {"name": "resumen-diario", "due_at": "2026-11-24T14:00:00+00:00"}
    notice("missed_schedule:resumen-diario", "missed_schedule", Severity.WARNING, facts)


def member(stage: Stage) -> Page:
    """Somebody of the team, signed in."""
    return Visitor(stage.browser, stage.stack.address, stage.member).open("/")
