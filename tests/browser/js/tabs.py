"""Several tabs of one browser that may notify: which one has the focus, which ones are hidden, what
each showed."""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.browser.js.site import Site, Visit
from tests.scripts.waiting import until

SCRIPT = Path(__file__).parents[1] / "script" / "notified.js"


class Tab:
    """One tab, live, with its connection."""

    def __init__(self, page: Page, visit: Visit) -> None:
        self.page, self.visit = page, visit
        self.session = page.context.new_cdp_session(page)
        # Else every tab would believe that it has the focus.
        self.session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})

    def look(self) -> "Tab":
        """Somebody looks at it, and at no other."""
        self.page.bring_to_front()
        until(lambda: self.page.evaluate("document.hasFocus()"))
        return self

    def hide(self, hidden: bool = True) -> None:
        """It lies behind others, or not any more."""
        self.page.evaluate("hidden => window.__hide(hidden)", hidden)

    def has_voice(self) -> "Tab":
        """Wait until it is the one that speaks."""
        until(lambda: self.page.evaluate("window.__voice !== null"))
        return self

    def notified(self) -> list[dict[str, Any]]:
        """What it asked the system to show."""
        found: list[dict[str, Any]] = self.page.evaluate("window.__notified")
        return found

    def toasts(self) -> list[str]:
        """The toasts on it."""
        return self.page.locator("#toasts .toast > :first-child").all_inner_texts()

    def said(self) -> str:
        """What its screen reader was given."""
        return self.page.locator("#say, #alerts").all_inner_texts().__str__()


class Tabs:
    """Tabs of one context on one site."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context, self.site = context, site
        self.all: list[Tab] = []
        context.add_init_script(path=SCRIPT)

    def wants(self) -> "Tabs":
        """The person has allowed notifications, and turned them on."""
        self.context.grant_permissions(["notifications"], origin=self.site.address)
        self.context.add_init_script("localStorage.setItem('avisos', '1')")
        return self

    def open(self, path: str) -> Tab:
        """One more, which somebody looks at."""
        page = self.context.new_page()
        number = len(self.site.visits) + 1
        page.goto(self.site.address + path)
        self.all.append(Tab(page, self.site.visit(number).welcome()))
        return self.all[-1].look()

    def leave(self) -> None:
        """Nobody looks at any of them: the person does something else."""
        for tab in self.all:
            tab.hide()
        window = self.all[0].session.send("Browser.getWindowForTarget")["windowId"]
        bounds = {"windowId": window, "bounds": {"windowState": "minimized"}}
        self.all[0].session.send("Browser.setWindowBounds", bounds)
        until(lambda: not any(tab.page.evaluate("document.hasFocus()") for tab in self.all))

    def tell(self, frame: str) -> None:
        """Each of them hears the same, as from the real server."""
        for tab in self.all:
            tab.visit.send(frame)

    def notified(self) -> list[dict[str, Any]]:
        """What all of them asked the system to show."""
        return [one for tab in self.all for one in tab.notified()]
