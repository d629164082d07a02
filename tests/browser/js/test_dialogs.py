"""What happens in a dialog is said and done in it: all else on the page is inert meanwhile."""

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.story import Story

pytestmark = pytest.mark.browser
WRONG = "No se pudo hacer. Vuelve a intentarlo."
# As over plain HTTP, where there is no clipboard.
COPIED = """() => {
  Object.defineProperty(navigator, "clipboard", { value: undefined });
  window.copied = [];
  document.addEventListener("copy", () => copied.push(String(document.activeElement.value)));
}"""


@pytest.fixture
def panel(site: Site, story: Story, browse: Browse) -> Page:
    """The page of a run, whose panel of links is there to be fetched."""
    run = story.running()
    page = browse(f"/tareas/{run.pk}/")
    site.visit().welcome()
    client = Client()
    client.force_login(story.person.user)
    path = f"/tareas/{run.pk}/compartir/"
    fetched = {"headers": {"X-Requested-With": "fetch"}}
    site.pages[path] = client.get(path, **fetched).content.decode()
    made = client.post(path, {"vence": "hora"}, **fetched).content.decode()
    made = made.replace("http://testserver", site.address)  # the policy allows no other's badge

    def make(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(body=made, content_type="text/html")
        else:
            route.continue_()

    page.route(f"**{path}", make)
    return page


def test_a_link_is_copied_in_the_dialog_also_where_there_is_no_clipboard(panel: Page) -> None:
    panel.evaluate(COPIED)
    panel.get_by_role("link", name="Compartir").click()
    dialog = panel.get_by_role("dialog", name="Compartir")
    dialog.get_by_role("button", name="Crear un enlace").click()
    link = dialog.get_by_label("Enlace", exact=True).input_value()
    dialog.get_by_role("button", name="Copiar: Enlace", exact=True).click()
    assert panel.evaluate("copied") == [link]
    expect(panel.locator("textarea.vh")).to_have_count(0)


def test_what_could_not_be_loaded_is_said_in_the_dialog_and_what_stood_there_stays(
    panel: Page,
) -> None:
    panel.get_by_role("link", name="Compartir").click()
    dialog = panel.get_by_role("dialog", name="Compartir")
    make = dialog.get_by_role("button", name="Crear un enlace")
    expect(make).to_be_visible()
    panel.route("**/compartir/", lambda route: route.abort())
    for _ in range(2):
        make.click()
        expect(dialog.get_by_role("alert")).to_have_text(WRONG)
        expect(make).to_be_visible()
    dialog.get_by_role("button", name="Cerrar").click()
    panel.get_by_role("link", name="Compartir").click()
    expect(dialog.get_by_role("alert")).to_have_text(WRONG)
    expect(panel.locator("#toasts .toast")).to_have_count(0)
