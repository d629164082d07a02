"""The page of the OpenAPI document: everything from here, under the strict policy, and it works."""

import pytest
from playwright.sync_api import expect

from proyecto.progress.tokens import Scope, make_token
from tests.browser.conftest import Visit
from tests.stack.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_token_is_tried_out_on_the_page_of_the_api(visit: Visit, person: Person) -> None:
    page = visit().open("/api/docs/")
    page.get_by_role("button", name="Authorize").click()
    page.get_by_label("auth-bearer-value").fill(make_token(person.user, "x", [Scope.READ])[1])
    page.get_by_label("Apply credentials").click()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="GET /api/v1/me Who asks").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    answer = page.locator(".live-responses-table .response")
    expect(answer).to_contain_text(person.user.username)
