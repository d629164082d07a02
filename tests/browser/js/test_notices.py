"""The bell, the drawer and the feed of notices: live, calm, by keyboard."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route, expect

from dashboard.notice_lines import lines, says, with_people
from proyecto.progress import notices
from proyecto.progress.models import Notification
from proyecto.progress.notices import notice
from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site, Visit
from tests.browser.js.tabs import Tabs
from tests.browser.visitor import MOBILE
from tests.scripts.waiting import until
from tests.stack.people import Person

pytestmark = pytest.mark.browser
LOOK = ("es-mx", "America/Mexico_City")
# Of a lone tab: whether it has the voice by now.
HELD = "navigator.locks.query().then(({ held }) => held.length > 0)"


@pytest.fixture(autouse=True)
def nothing_open(person: Person) -> Iterator[None]:
    Notification.objects.all().delete()
    person.user.is_staff = True
    person.user.save()
    yield
    Notification.objects.all().delete()


def give(error: str = "disk_full", cause: str = "") -> Notification:
    facts = {"task": "procesar_video", "title": "Playa", "error": error, "error_facts": {}}
    return notice(cause or f"test:{uuid.uuid4()}", "run_failed", facts=facts)


def tell(visit: Visit, *rows: Notification, short: bool = False, **more: Any) -> None:
    """What the server says when these have changed."""
    given = with_people(Notification.objects.filter(pk__in=[row.pk for row in rows]))
    count = notices.unattended().count()
    fields = {"news": [], "more": False, "lines": lines(given, *LOOK, short=short), **more}
    visit.say("notices", n=count, seq=notices.newest(), **fields)


def opened(site: Site, page: Page, person: Person) -> None:
    """The drawer, with what is open now."""
    client = Client()
    client.force_login(person.user)
    site.pages["/avisos/cajon/"] = client.get("/avisos/cajon/").content.decode()
    page.locator("#bell").click()
    expect(page.locator("#drawer-feed")).to_be_visible()


def test_the_bell_says_how_many_and_nothing_at_all_when_there_are_none(
    site: Site, browse: Browse
) -> None:
    page = browse("/")
    bell, visit = page.locator("#bell"), site.visit().welcome()
    assert "notices" not in visit.hello
    for n, words in ((3, "3"), (120, "99+")):
        visit.say("notices", n=n, seq=n, lines=[], news=[], more=False)
        expect(page.locator("#unattended")).to_have_text(words)
        expect(bell).to_have_attribute("aria-label", f"Avisos: {n} sin atender")
    visit.say("notices", n=7, seq=1, lines=[], news=[], more=False)
    visit.say("notices", n=0, seq=121, lines=[], news=[], more=False)
    expect(page.locator("#unattended")).to_be_hidden()
    expect(bell).to_have_attribute("aria-label", "Avisos")


def test_what_happens_while_one_looks_elsewhere_is_a_toast_that_leads_to_it(
    site: Site, browse: Browse
) -> None:
    page, visit = browse("/"), site.visit().welcome()
    until(lambda: page.evaluate(HELD))
    row = give()
    tell(visit, row, lines=[], news=says([row], *LOOK))
    toast = page.locator("#toasts .toast[data-level=bad]")
    expect(toast).to_contain_text("El disco está lleno.")
    expect(toast.get_by_role("link")).to_have_attribute("href", f"/avisos/#aviso-{row.pk}")
    expect(page.locator("#say")).to_contain_text("El disco está lleno.")


def test_of_several_tabs_the_one_that_is_looked_at_tells(
    site: Site, context: BrowserContext, person: Person
) -> None:
    client = Client()
    client.force_login(person.user)
    site.pages["/"] = client.get("/").content.decode()
    tabs = Tabs(context, site)
    first, second = tabs.open("/"), tabs.open("/").has_voice()
    row = give()
    for tab in tabs.all:
        tell(tab.visit, row, lines=[], news=says([row], *LOOK))
        expect(tab.page.locator("#unattended")).to_have_text("1")
    expect(second.page.locator("#toasts .toast")).to_have_count(1)
    assert first.toasts() == []
    assert "disco" not in first.said()


def test_the_feed_changes_where_it_stands_and_a_new_line_comes_to_the_top(
    site: Site, browse: Browse, person: Person
) -> None:
    old, other = give(), give("io")
    page = browse("/avisos/")
    visit = site.visit().welcome()
    assert visit.hello["notices"] == notices.newest()
    line = page.locator(f"#aviso-{old.pk}")
    line.locator(".notice-more summary").click()
    line.get_by_label("Resolver con una nota").fill("a medio escribir")
    page.mouse.move(5, 5)
    notices.acknowledge(old.pk, person.user)
    tell(visit, old)
    expect(line).to_contain_text("lo atiende")
    expect(line.get_by_label("Resolver con una nota")).to_have_value("a medio escribir")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    new = give("memory")
    tell(visit, new)
    ids = [f"aviso-{row.pk}" for row in (new, other, old)]
    expect(page.locator("#feed .notice").first).to_have_id(ids[0])
    assert page.locator("#feed .notice").evaluate_all("all => all.map(one => one.id)") == ids
    expect(page.locator("#toasts .toast")).to_have_count(0)
    notices.resolve(new.pk, person.user, "Un cable")
    tell(visit, new)
    expect(page.locator("#feed .notice").first).to_contain_text("Un cable")


def test_nothing_moves_under_the_pointer_and_a_button_lets_the_new_ones_in(
    site: Site, browse: Browse
) -> None:
    row = give()
    page = browse("/avisos/")
    visit = site.visit().welcome()
    line = page.locator(f"#aviso-{row.pk}")
    line.hover()
    before = line.bounding_box()
    news = [give("io"), give("memory")]
    for one in news:
        tell(visit, one)
    button = page.get_by_role("button", name="2 nuevos: ver")
    expect(button).to_be_visible()
    expect(page.locator("#feed .notice")).to_have_count(1)
    after = line.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 1
    button.click()
    expect(page.locator("#feed .notice")).to_have_count(3)
    expect(page.locator("#feed .notice").first).to_have_id(f"aviso-{news[1].pk}")
    expect(button).to_be_hidden()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?tipo=missed_schedule", False),
        ("?gravedad=warning", False),
        ("?estado=mios", False),
    ],
)
def test_only_what_is_asked_for_comes_in(
    site: Site, browse: Browse, query: str, shown: bool
) -> None:
    page = browse(f"/avisos/{query}")
    visit = site.visit().welcome()
    row = give()
    tell(visit, row)
    expect(page.locator("#unattended")).to_have_text("1")
    expect(page.locator(f"#aviso-{row.pk}")).to_have_count(int(shown))
    expect(page.locator("#feed .empty")).to_have_count(int(not shown))


def test_the_drawer_is_opened_and_closed_by_keyboard_and_gives_the_focus_back(
    site: Site, browse: Browse, person: Person
) -> None:
    row = give()
    page = browse("/")
    visit = site.visit().welcome()
    had = notices.newest()
    client = Client()
    client.force_login(person.user)
    site.pages["/avisos/cajon/"] = client.get("/avisos/cajon/").content.decode()
    page.locator("#bell").focus()
    page.keyboard.press("n")
    expect(page.locator(f"#aviso-{row.pk}")).to_be_visible()
    until(lambda: visit.heard[-1] == {"t": "watch", "topic": "notices", "have": had}, 20)
    new = give("io")
    tell(visit, new, short=True)
    expect(page.locator("#drawer .notice").first).to_have_id(f"aviso-{new.pk}")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator("#bell")).to_be_focused()
    until(lambda: visit.heard[-1] == {"t": "watch", "topic": "notices", "have": None}, 20)


def test_who_was_slower_is_told_in_the_drawer(site: Site, browse: Browse, person: Person) -> None:
    row = give()
    page = browse("/")
    site.visit().welcome()
    opened(site, page, person)
    sent: list[str] = []

    def refuse(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(status=409, content_type="text/plain", body="Alguien se te adelantó.")

    page.route("**/resolver/", refuse)
    line = page.locator(f"#aviso-{row.pk}")
    line.get_by_role("button", name=re.compile("^Resolver")).click()
    expect(line.locator("[data-error]:visible")).to_have_text("Alguien se te adelantó.")
    assert sent == [f"{site.address}/avisos/{row.pk}/resolver/"]


def test_a_time_to_mute_is_sent_with_the_button_that_says_it(site: Site, browse: Browse) -> None:
    row = give()
    page = browse("/avisos/")
    site.visit().welcome()
    sent: list[str | None] = []

    def take(route: Route) -> None:
        sent.append(route.request.post_data)
        route.fulfill(status=204)

    page.route("**/silenciar/", take)
    more = page.locator(f"#aviso-{row.pk} .notice-more")
    more.locator("summary").click()
    more.get_by_role("button", name="8 h").click()
    expect(more).not_to_have_attribute("open", "")
    assert sent == ["por=8h"]


def test_on_a_phone_the_drawer_takes_the_whole_screen(
    site: Site, browse: Browse, page: Page, person: Person
) -> None:
    page.set_viewport_size(MOBILE)
    give()
    browse("/")
    site.visit().welcome()
    opened(site, page, person)
    box = page.locator("#drawer").bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (MOBILE["width"], MOBILE["height"])
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= MOBILE["width"]


def test_a_page_that_comes_back_says_how_far_its_feed_is(site: Site, browse: Browse) -> None:
    page = browse("/avisos/")
    visit = site.visit().welcome()
    row = give()
    tell(visit, row)
    expect(page.locator(f"#aviso-{row.pk}")).to_be_visible()
    visit.cut()
    assert site.visit(2).hello["notices"] == notices.newest()


def test_the_bell_of_the_administration_is_live_and_stops_for_who_may_not_hear(
    site: Site, browse: Browse, page: Page, person: Person
) -> None:
    person.user.is_superuser = True
    person.user.save()
    page.clock.install()
    browse("/admin/")
    title = page.title()
    visit = site.visit()
    assert visit.hello["view"] == "administracion"
    visit.welcome().say("notices", n=3, seq=1, lines=[], news=[], more=False)
    expect(page.locator("#bell .tally")).to_have_text("3")
    expect(page).to_have_title(f"(3) {title}")
    visit.say("notices", n=0, seq=2, lines=[], news=[], more=False)
    expect(page).to_have_title(title)
    visit.cut()
    until(lambda: visit.is_over, 20)
    page.clock.run_for(5_000)
    site.visit(2).welcome().close(4401)
    until(lambda: site.visits[1].is_over, 20)
    page.clock.run_for(60_000)
    assert len(site.visits) == 2
