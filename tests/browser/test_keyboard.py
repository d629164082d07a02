"""Everything can be done without a mouse, and nothing live takes the keyboard away."""

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from proyecto.progress import notices
from proyecto.progress.models import Notification
from proyecto.progress.notices import notice
from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.browser.visitor import is_live
from tests.scripts.waiting import until
from tests.stack.people import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "una-clave-larga-7"
MOST_TABS = 60


def test_the_whole_way_is_walked_by_keyboard(visit: Visit, people: People) -> None:
    user = people.new(password=PASSWORD)
    page = visit().open("/")
    page.keyboard.type(user.username)  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    is_live(page)
    press(page, page.get_by_role("navigation").get_by_role("link", name="Subir"))
    is_live(page)
    press(page, page.get_by_role("button", name="Usar un video de muestra"))
    card = page.locator("#runs > [data-run]").last
    expect(card).to_be_visible()
    press(page, card.get_by_role("heading").get_by_role("link"))
    run = pages.run_on(is_live(page))
    pages.comes_to(run, "running")
    press(page, run.get_by_role("button", name="Cancelar"))
    press(page, page.get_by_role("dialog").get_by_role("button", name="Cancelar"))
    pages.comes_to(run, "cancelled")


def test_upload_follow_cancel_retry_and_a_notice_by_keyboard(
    visit: Visit, people: People, film: Path
) -> None:
    member = people.sign_in(is_staff=True)
    given = notice(f"keyboard:{uuid.uuid4()}", "run_failed", facts={"task": "procesar_video"})
    visitor = visit(member)
    # What could be played is taken away when its run is cancelled, perhaps while it is loaded.
    visitor.expects("404")
    page = visitor.live("/subir/")
    # From here on the browser's own dialog is caught; asked for with the key, that may come late.
    page.on("filechooser", lambda _: None)
    tab_to(page, page.locator("#files"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(film)
    card = pages.card(page, film.stem)
    expect(card).to_be_visible(timeout=60_000)
    press(page, card.get_by_role("heading").get_by_role("link"))
    run = pages.run_on(is_live(page))
    pages.is_under_way(run)
    press(page, run.get_by_role("button", name="Cancelar"))
    press(page, page.get_by_role("dialog").get_by_role("button", name="Cancelar"))
    pages.comes_to(run, "cancelled")
    before = page.url
    press(page, run.get_by_role("button", name="Reintentar"))
    page.wait_for_url(lambda url: url != before)
    pages.comes_to(pages.run_on(is_live(page)), "done")
    page.keyboard.press("n")
    line = page.locator(f"#drawer #aviso-{given.pk}")
    expect(line).to_be_visible()
    press(page, line.get_by_role("button", name="Atender"))
    until(lambda: Notification.objects.get(pk=given.pk).acknowledged_by == member.user)
    notices.resolve(given.pk, member.user)


def test_focus_and_what_is_unfolded_survive_what_happens_live(
    visit: Visit, person: Person, gate: Gate
) -> None:
    run = gate.run(person, "Inventario")
    page = visit(person).live(f"/tareas/{run.pk}/")
    root = pages.stands_in(pages.run_on(page), "uno")
    summary = root.locator(".history summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(root.locator(".events")).to_be_visible()
    gate.open("uno")
    pages.stands_in(root, "dos")
    expect(root.locator(".events [data-type]")).to_have_count(4)
    expect(root.locator(".events")).to_be_visible()
    expect(summary).to_be_focused()


def test_a_button_keeps_the_focus_while_its_card_changes(
    visit: Visit, person: Person, gate: Gate
) -> None:
    gate.run(person, "Facturas")
    page = visit(person).live()
    card = pages.stands_in(pages.card(page, "Facturas"), "uno")
    button = card.get_by_role("button", name="Cancelar")
    button.focus()
    gate.open("uno")
    pages.stands_in(card, "dos")
    expect(button).to_be_focused()
    gate.run(person, "Otra más")  # which would come to stand above it
    expect(page.get_by_role("button", name="1 nueva: ver")).to_be_visible()
    expect(button).to_be_focused()


def press(page: Page, target: Locator) -> None:
    """Tab to it, see that it is marked, and press Enter."""
    tab_to(page, target)
    outline = target.evaluate("element => getComputedStyle(element).outlineStyle")
    assert outline != "none", "the focus can't be seen"
    page.keyboard.press("Enter")


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until it has the focus."""
    target.wait_for(state="attached")
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(target).to_be_focused()
