"""What a feed that is open for long says of what it does not show yet, and of yesterday."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dashboard.formats import as_date
from dashboard.notice_lines import lines, with_people
from tests.browser.js.conftest import Browse
from tests.browser.js.site import Site
from tests.browser.js.test_notices import LOOK, give, nothing_open, tell

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures(nothing_open.__name__)]


def test_that_much_has_changed_stays_said_whatever_comes_after_it(
    site: Site, browse: Browse
) -> None:
    row = give()
    page = browse("/avisos/")
    visit = site.visit().welcome()
    button = page.locator("[data-newer]")
    tell(visit, row, more=True)
    expect(button).to_have_text("Cambió mucho: mostrarlo")
    new = give("io")
    tell(visit, new)
    expect(page.locator(f"#aviso-{new.pk}")).to_be_visible()
    expect(button).to_have_text("Cambió mucho: mostrarlo")
    tell(visit, lines=[])
    expect(button).to_be_visible()


def test_new_ones_are_counted_in_words_of_their_own_and_only_so_many_are_kept(
    site: Site, browse: Browse
) -> None:
    row = give()
    page = browse("/avisos/")
    visit = site.visit().welcome()
    page.locator(f"#aviso-{row.pk}").hover()
    button = page.locator("[data-newer]")
    made = '<li class="notice" id="aviso-{0}" data-seq="{0}" data-day="2026-01-02" data-who></li>'
    new = [(10**9 + number, 10**9 + number, made.format(10**9 + number)) for number in range(205)]
    tell(visit, lines=new[:1])
    expect(button).to_have_text("1 nuevo: ver")
    tell(visit, lines=new[1:])
    expect(button).to_have_text("200 nuevos: ver")


def test_after_midnight_yesterday_is_not_called_today(site: Site, browse: Browse) -> None:
    row = give()
    page = browse("/avisos/")
    visit = site.visit().welcome()
    heads = page.locator("#feed h2")
    expect(heads).to_have_text(["Hoy"])
    yesterday = page.locator("#feed section").get_attribute("data-day") or ""
    [(pk, seq, html)] = lines(with_people([give("io")]), *LOOK, short=False)
    tell(visit, lines=[(pk, seq, html.replace(f'data-day="{yesterday}"', 'data-day="2999-12-31"'))])
    date = as_date(timezone.localtime(row.last_at).date(), "DATE_FORMAT")
    expect(heads).to_have_text(["Hoy", date])
