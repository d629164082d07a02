"""Notices with the real product, two people of the team at their browsers: what one of them does,
the other sees within a second."""

import time
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from proyecto.progress.models import Notification
from proyecto.progress.notices import notice
from tests.browser.conftest import Visit
from tests.browser.visitor import MOBILE, is_live
from tests.scripts.waiting import until
from tests.stack.people import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Of the promise; the rest is the browser's and a busy machine's.
SECOND = 1.0
SLACK = 1.0


@pytest.fixture(autouse=True)
def nothing_open(committed: None) -> Iterator[None]:
    Notification.objects.all().delete()
    yield
    Notification.objects.all().delete()


@pytest.fixture
def boss(people: People) -> Person:
    return people.sign_in(is_staff=True, is_superuser=True)


def give(cause: str = "") -> Notification:
    facts = {"task": "procesar_video", "title": "Playa", "error": "disk_full", "error_facts": {}}
    return notice(cause or f"test:{uuid.uuid4()}", "run_failed", facts=facts)


def in_time(begun: float) -> None:
    assert time.monotonic() - begun < SECOND + SLACK


def test_what_one_attends_to_and_resolves_the_other_sees_within_a_second(
    visit: Visit, people: People, boss: Person
) -> None:
    row = give()
    first = visit(boss).live("/avisos/")
    second = visit(people.sign_in(is_staff=True)).live("/avisos/")
    theirs = second.locator(f"#aviso-{row.pk}")
    line = first.locator(f"#aviso-{row.pk}")
    line.get_by_role("button", name="Atender").click()
    begun = time.monotonic()
    expect(theirs).to_contain_text(f"lo atiende {boss.user}")
    in_time(begun)
    expect(second.locator("#unattended")).to_be_hidden()
    line.locator(".notice-more summary").click()
    line.get_by_label("Resolver con una nota").fill("Disco nuevo")
    line.get_by_role("button", name="Resolver", exact=True).click()
    begun = time.monotonic()
    expect(theirs).to_contain_text("Disco nuevo")
    in_time(begun)
    expect(theirs.get_by_role("button")).to_have_count(0)


def test_what_happens_is_on_the_bell_of_every_page_of_the_team_and_in_an_open_drawer(
    visit: Visit, people: People, boss: Person, person: Person
) -> None:
    pages = pages_of(visit, boss)
    phone = visit(people.sign_in(is_staff=True), viewport=MOBILE).live("/")
    phone.locator("#bell").click()
    expect(phone.locator("#drawer-empty")).to_be_visible()
    stranger = visit(person).live("/")
    row = give()
    begun = time.monotonic()
    for page in pages:
        expect(page.locator("[data-unattended]").first).to_have_text("1")
    in_time(begun)
    seen = [page.locator("#toasts .toast[data-level=bad]") for page in pages]
    until(lambda: any(toast.count() for toast in seen))
    assert sum(toast.count() for toast in seen) == 1, "in the one tab that is looked at"
    assert "disco está lleno" in "".join(text for toast in seen for text in toast.all_inner_texts())
    expect(phone.locator(f"#drawer #aviso-{row.pk}")).to_be_visible()
    assert stranger.locator("#bell").count() == 0
    assert stranger.locator("#toasts .toast").count() == 0


def pages_of(visit: Visit, boss: Person) -> list[Page]:
    """One with runs, one without, one of the administration."""
    browser = visit(boss)
    pages = [browser.live("/"), browser.open("/personas/"), browser.open("/admin/")]
    for page in pages[1:]:
        expect(page.locator("#bell")).to_be_visible()
    return pages


def test_a_feed_that_was_without_network_misses_nothing(visit: Visit, boss: Person) -> None:
    old = give()
    browser = visit(boss)
    browser.expects("ERR_INTERNET_DISCONNECTED", "WebSocket connection")
    page = browser.live("/avisos/")
    page.mouse.move(5, 5)
    browser.context.set_offline(True)
    expect(page.locator("#conn")).to_have_attribute("data-c", "offline")
    again, new = give(old.cause), give()
    browser.context.set_offline(False)
    is_live(page)
    expect(page.locator(f"#aviso-{new.pk}")).to_be_visible()
    expect(page.locator(f"#aviso-{again.pk} .tag")).to_have_text("2 ×")


def test_periodic_work_is_edited_in_the_administration_under_our_policy(
    visit: Visit, boss: Person
) -> None:
    page = visit(boss).open("/admin/django_celery_beat/periodictask/")
    page.get_by_role("link", name="resumen-diario").click()
    expect(page.locator(".field-crontab .help")).to_contain_text("08:00")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
