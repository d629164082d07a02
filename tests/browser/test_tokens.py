"""Access tokens on the account's page, as a person makes one."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.looks import looks_right
from tests.stack.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_token_is_made_shown_once_and_revoked(visit: Visit, person: Person) -> None:
    visitor = visit(person)
    page = visitor.open("/cuenta/")
    page.get_by_label("Para qué es").fill("Respaldo de la noche")
    page.get_by_text("30 días").click()
    page.get_by_role("button", name="Crear un token").click()
    made = page.get_by_label("Token", exact=True)
    expect(made).to_have_value(re.compile("^avance_"))
    copy = page.get_by_role("button", name="Copiar: Token")
    expect(copy).to_have_attribute("data-copy", made.input_value())
    looks_right(page)
    page = visitor.open("/cuenta/")
    page.get_by_role("button", name="Revocar «Respaldo de la noche»").click()
    expect(page.get_by_text("El token se revocó.")).to_be_visible()
    expect(page.get_by_text("Respaldo de la noche")).to_have_count(0)
