"""Of several tabs only one speaks: toasts where somebody looks, the system where nobody does."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, expect

from proyecto.dominio.compartir import share
from tests.browser.js.site import Site
from tests.browser.js.story import Story
from tests.browser.js.tabs import Tab, Tabs
from tests.scripts.waiting import until

pytestmark = pytest.mark.browser
WITHOUT_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined })"


@pytest.fixture
def tabs(context: BrowserContext, site: Site, story: Story) -> Tabs:
    return Tabs(context, site)


@pytest.fixture
def runs(story: Story, site: Site) -> list[Any]:
    """Four that run, on the page of tasks and each on its own."""
    runs = [story.running(title) for title in ("Boda", "Entrevista", "Viaje", "Fiesta")]
    client = Client()
    client.force_login(story.person.user)
    for path in ("/", *(f"/tareas/{run.pk}/" for run in runs)):
        site.pages[path] = client.get(path).content.decode()
    return runs


def heard(tab: Tab, run: Any, state: str = "done") -> None:
    """Wait until a tab has shown how a run ended."""
    expect(tab.page.locator(f"#run-{run.pk}")).to_have_attribute("data-state", state)


def test_while_somebody_looks_that_tab_speaks_and_the_system_is_silent(
    tabs: Tabs, story: Story, runs: list[Any]
) -> None:
    first, second = tabs.wants().open("/"), tabs.open("/")
    tabs.tell(story.milestone(story.succeed(runs[0])))
    expect(second.page.locator("#toasts .toast")).to_have_count(1)
    first.look()
    tabs.tell(story.milestone(story.fail(runs[1])))
    expect(first.page.locator("#toasts .toast[data-level=bad]")).to_have_count(1)
    for tab in tabs.all:
        heard(tab, runs[0])
        heard(tab, runs[1], "failed")
    assert [len(first.toasts()), len(second.toasts())] == [1, 1]
    assert "Boda" not in first.said()
    assert "Entrevista" not in second.said()
    assert tabs.notified() == []


def test_while_nobody_looks_the_system_tells_once_and_what_was_missed_is_shown_later(
    tabs: Tabs, story: Story, runs: list[Any]
) -> None:
    first, second = tabs.wants().open("/"), tabs.open("/")
    tabs.leave()
    tabs.tell(story.milestone(story.succeed(runs[0])))
    tabs.tell(story.milestone(story.fail(runs[1])))
    until(lambda: len(tabs.notified()) >= 2)
    for tab in tabs.all:
        heard(tab, runs[1], "failed")
    good, bad = tabs.notified()
    assert [good["tag"], bad["tag"]] == [f"avance:{run.pk}" for run in runs[:2]]
    assert [good["requireInteraction"], bad["requireInteraction"]] == [False, True]
    assert "Boda" in good["title"]
    assert [tab.toasts() for tab in tabs.all] == [[], []]
    first.hide(hidden=False)
    first.look()
    expect(first.page.locator("#toasts .toast")).to_have_count(2)
    assert second.toasts() == []
    assert len(tabs.notified()) == 2


def test_who_turned_them_off_is_shown_toasts_and_nothing_else(
    tabs: Tabs, story: Story, runs: list[Any], site: Site
) -> None:
    tabs.context.grant_permissions(["notifications"], origin=site.address)
    tab = tabs.open("/")
    tabs.leave()
    tabs.tell(story.milestone(story.succeed(runs[0])))
    heard(tab, runs[0])
    tab.hide(hidden=False)
    expect(tab.page.locator("#toasts .toast")).to_have_count(1)
    assert tabs.notified() == []


def test_the_duty_moves_when_the_tab_that_has_it_is_closed_and_when_it_freezes(
    tabs: Tabs, story: Story, runs: list[Any]
) -> None:
    first, second, third = (tabs.wants().open("/") for _ in range(3))
    tabs.leave()
    third.page.close()
    tabs.all.remove(third)
    tabs.tell(story.milestone(story.succeed(runs[0])))
    until(lambda: len(tabs.notified()) == 1)
    (speaker,) = [tab for tab in tabs.all if tab.notified()]
    speaker.page.evaluate("document.dispatchEvent(new Event('freeze'))")
    tabs.tell(story.milestone(story.succeed(runs[1])))
    other = first if speaker is second else second
    until(lambda: len(other.notified()) == 1)
    for tab in tabs.all:
        heard(tab, runs[1])
    assert len(tabs.notified()) == 2


def test_a_tab_that_has_the_duty_and_does_nothing_is_not_waited_for_for_long(
    tabs: Tabs, story: Story, runs: list[Any]
) -> None:
    first, second = tabs.wants().open("/"), tabs.open("/")
    tabs.leave()
    # Busy for longer than the other one's patience.
    second.page.evaluate(
        "void setTimeout(() => { const end = Date.now() + 6000; while (Date.now() < end); })"
    )
    first.visit.send(story.milestone(story.succeed(runs[0])))
    until(lambda: len(first.notified()) == 1)
    heard(first, runs[0])


def test_a_tab_that_shows_one_run_tells_of_others_that_another_tab_hears_of(
    tabs: Tabs, story: Story, runs: list[Any]
) -> None:
    listing, own = tabs.wants().open("/"), tabs.open(f"/tareas/{runs[0].pk}/")
    listing.visit.send(story.milestone(story.succeed(runs[1])))
    expect(own.page.locator("#toasts .toast")).to_contain_text("Entrevista")
    listing.visit.send(story.milestone(story.succeed(runs[0])))
    listing.visit.send(story.milestone(story.succeed(runs[2])))
    expect(own.page.locator("#toasts .toast")).to_have_count(2)
    assert not [words for words in own.toasts() if "Boda" in words], "it is on show already"
    assert listing.toasts() == []


def test_a_press_on_a_notification_opens_the_run(tabs: Tabs, story: Story, runs: list[Any]) -> None:
    tab = tabs.wants().open("/")
    tabs.leave()
    tabs.tell(story.milestone(story.succeed(runs[0])))
    until(tab.notified)
    tab.page.evaluate("void window.__newest.dispatchEvent(new Event('click'))")
    expect(tab.page).to_have_url(f"{tabs.site.address}/tareas/{runs[0].pk}/")


@pytest.mark.parametrize("script", ["", WITHOUT_LOCKS], ids=["locks", "no locks"])
def test_a_shared_page_has_no_place_to_speak_and_leaves_the_voice_to_others(
    tabs: Tabs, story: Story, runs: list[Any], site: Site, script: str
) -> None:
    tabs.context.add_init_script(script)
    _, token = share(runs[0], story.person.user, "hora")
    path = f"/c/{token}/"
    site.pages[path] = Client().get(path).content.decode()
    own = tabs.open("/")
    tabs.open(path)
    own.visit.send(story.milestone(story.succeed(runs[1])))
    expect(own.page.locator("#toasts .toast")).to_contain_text("Entrevista")


def test_what_was_missed_is_not_lost_when_the_only_tab_freezes(
    tabs: Tabs, story: Story, runs: list[Any]
) -> None:
    tab = tabs.open("/")
    tabs.leave()
    tabs.tell(story.milestone(story.succeed(runs[0])))
    heard(tab, runs[0])
    tab.page.evaluate("document.dispatchEvent(new Event('freeze'))")
    tab.page.evaluate("document.dispatchEvent(new Event('resume'))")
    tab.hide(hidden=False)
    tab.look()
    expect(tab.page.locator("#toasts .toast")).to_contain_text("Boda")
    expect(tab.page.locator("#toasts .toast")).to_have_count(1)


def test_what_another_tab_told_is_not_told_again_by_one_that_wakes_up(
    tabs: Tabs, story: Story, runs: list[Any]
) -> None:
    first, second = tabs.open("/"), tabs.open("/")
    tabs.leave()
    second.visit.send(story.milestone(story.succeed(runs[0])))
    heard(second, runs[0])
    second.page.evaluate("document.dispatchEvent(new Event('freeze'))")
    first.hide(hidden=False)
    first.look()
    expect(first.page.locator("#toasts .toast")).to_contain_text("Boda")
    second.page.evaluate("document.dispatchEvent(new Event('resume'))")
    second.hide(hidden=False)
    second.look()
    second.visit.send(story.milestone(story.succeed(runs[1])))
    expect(second.page.locator("#toasts .toast")).to_contain_text("Entrevista")
    assert len(second.toasts()) == 1


def test_without_locks_one_speaks_all_the_same(tabs: Tabs, story: Story, runs: list[Any]) -> None:
    tabs.context.add_init_script(WITHOUT_LOCKS)
    first, second = tabs.wants().open("/"), tabs.open("/")
    tabs.tell(story.milestone(story.succeed(runs[0])))
    expect(second.page.locator("#toasts .toast")).to_have_count(1)
    tabs.leave()
    tabs.tell(story.milestone(story.succeed(runs[1])))
    until(lambda: len(tabs.notified()) == 1)
    second.page.close()
    tabs.all.remove(second)
    tabs.tell(story.milestone(story.succeed(runs[2])))
    until(lambda: len(first.notified()) == 1)
    assert first.toasts() == []
