"""A telephone's browser shows notifications through a service worker, and no other way."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Worker

from tests.browser.js.site import Site
from tests.browser.js.story import Story
from tests.browser.js.tabs import Tab, Tabs
from tests.scripts.waiting import until

pytestmark = pytest.mark.browser
TELEPHONE = """
window.Notification = class extends window.Notification {
  constructor() { throw new TypeError("Illegal constructor"); }
};
"""
SHOWN = """async () => {
  const [ours] = await navigator.serviceWorker.getRegistrations();
  const all = (await ours?.getNotifications()) ?? [];
  return all.map(({ title, tag }) => ({ title, tag }));
}"""
# A press by hand is what a browser wants to see before it opens or shows a page: what is asked of
# it is written down instead.
PRESS = """async () => {
  self.asked = [];
  Clients.prototype.openWindow = async (path) => void self.asked.push(["open", path]);
  WindowClient.prototype.focus = async function () { self.asked.push(["focus", this.url]); };
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""


@pytest.fixture
def tabs(context: BrowserContext, site: Site) -> Tabs:
    tabs = Tabs(context, site).wants()
    context.add_init_script(TELEPHONE)
    return tabs


@pytest.fixture
def run(story: Story, site: Site) -> Any:
    run = story.running("Boda")
    client = Client()
    client.force_login(story.person.user)
    for path in ("/", f"/tareas/{run.pk}/"):
        site.pages[path] = client.get(path).content.decode()
    return run


def notified(tab: Tab) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tab.page.evaluate(SHOWN)
    return found


def pressed(context: BrowserContext) -> list[str]:
    """What the service worker asks of the browser when somebody presses what it shows."""
    worker: Worker
    (worker,) = context.service_workers
    worker.evaluate(PRESS)
    until(lambda: worker.evaluate("self.asked.length"))
    (asked,) = worker.evaluate("self.asked")
    assert worker.evaluate("self.registration.getNotifications().then((all) => all.length)") == 0
    return list(asked)


def test_an_end_that_nobody_sees_is_shown_once_and_brings_who_presses_it_to_the_run(
    tabs: Tabs, context: BrowserContext, story: Story, run: Any
) -> None:
    first, _ = tabs.open("/"), tabs.open("/")
    tabs.leave()
    tabs.tell(story.milestone(story.succeed(run)))
    until(lambda: notified(first))
    (shown,) = notified(first)
    assert shown["tag"] == f"avance:{run.pk}"
    assert "Boda" in shown["title"]
    assert pressed(context) == ["open", f"/tareas/{run.pk}/"]


def test_a_page_of_the_run_that_is_open_already_is_shown(
    tabs: Tabs, context: BrowserContext, story: Story, run: Any
) -> None:
    own = tabs.open(f"/tareas/{run.pk}/")
    tabs.leave()
    tabs.tell(story.milestone(story.fail(run), view="tarea"))
    until(lambda: notified(own))
    assert pressed(context) == ["focus", f"{tabs.site.address}/tareas/{run.pk}/"]
