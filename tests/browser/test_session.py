"""Who signs out in one tab is signed out in all."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.stack.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTICED_MS = 5_000


def test_a_sign_out_in_one_tab_is_seen_in_the_other_within_five_seconds(
    visit: Visit, person: Person
) -> None:
    visitor = visit(person)
    left, other = visitor.live(), visitor.live("/videos/")
    left.locator("summary[aria-label^='Tu cuenta']").click()
    left.get_by_role("button", name="Salir").click()
    expect(left.get_by_role("heading", name="Entra a Avance")).to_be_visible()
    pill = other.locator("#conn")
    expect(pill).to_have_text("Sesión cerrada", timeout=NOTICED_MS)
    other.get_by_role("link", name="Vuelve a entrar").click()
    expect(other.get_by_label("Contraseña")).to_be_visible()
