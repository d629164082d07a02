"""The end of a run is said on whatever page its owner has open, and nobody writes a mail then."""

import pytest
from playwright.sync_api import expect

from proyecto.dominio.models import Video
from proyecto.progress import onlookers
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.scripts.waiting import until
from tests.stack.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("where", ["cuenta/", "video", "reportes/nuevo/", "?estado=failed"])
def test_the_end_of_a_run_is_said_where_only_another_page_is_open(
    visit: Visit, person: Person, gate: Gate, where: str
) -> None:
    run = gate.run(person, "Corte final")
    other = Video.objects.create(propietario=person.user, titulo="Otro", bytes_original=9)
    path = f"/videos/{other.pk}/" if where == "video" else f"/{where}"
    page = visit(person).open(path)
    # From here on no mail would be written: the page has to tell.
    until(lambda: onlookers.is_here(person.user.pk))
    gate.open_all()
    toast = page.locator("#toasts .toast[data-level=ok]")
    expect(toast.get_by_role("link")).to_have_attribute("href", f"/tareas/{run.pk}/")
    expect(toast).to_contain_text("Corte final")
    expect(page.locator("#say")).to_contain_text("Corte final")
