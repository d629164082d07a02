"""A Firefox as people have it, driven by WebDriver BiDi over its own port: Playwright wants a build
of its own, or a Firefox newer than the long-term one."""

import json
import os
import re
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import connect

from scripts.local.leash import dies_with_parent
from tests.scripts.waiting import until

NAMES = ("firefox", "firefox-esr")
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
SECONDS = 60
# No first-run page, no update, no word to Mozilla.
PREFERENCES = """
user_pref("remote.active-protocols", 1);
user_pref("app.update.disabledForTesting", true);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("intl.accept_languages", "es-MX, es");
"""


def find_firefox() -> str | None:
    """The one that AVANCE_FIREFOX names, else one on the PATH."""
    named = os.environ.get("AVANCE_FIREFOX")
    if named:
        assert shutil.which(named), f"AVANCE_FIREFOX={named} is no program that can be run"
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Firefox:
    """One, without a window, with a fresh profile and one tab."""

    def __init__(self, program: str, folder: Path) -> None:
        (folder / "user.js").write_text(PREFERENCES)
        self._log = folder / "said.log"
        with self._log.open("wb") as said:
            self._process = subprocess.Popen(
                [program, "--headless", "--remote-debugging-port=0", "--profile", str(folder)],
                stdout=said,
                stderr=said,
                env=os.environ | {"HOME": str(folder)},
                preexec_fn=dies_with_parent(15),
            )
        address = until(lambda: LISTENS.search(self._log.read_text(errors="replace")), SECONDS)[1]
        self._open = ExitStack()
        reaching = connect(f"{address}/session", max_size=None, open_timeout=SECONDS)
        self._socket = self._open.enter_context(reaching)
        self._asked = 0
        self.version = self._ask("session.new", capabilities={})["capabilities"]["browserVersion"]
        (tab,) = self._ask("browsingContext.getTree")["contexts"]
        self._tab = tab["context"]

    def sign_in(self, address: str, name: str, value: str) -> None:
        """Have the session's cookie."""
        host = str(urlsplit(address).hostname)
        cookie = {"name": name, "domain": host, "value": {"type": "string", "value": value}}
        self._ask("storage.setCookie", cookie={**cookie, "sameSite": "lax", "httpOnly": True})

    def open(self, url: str) -> None:
        """Go there, and wait until all is loaded."""
        self._ask("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def see(self, expression: str) -> Any:
        """What an expression is on the page: a string, a number, a truth."""
        answer = self._ask(
            "script.evaluate",
            expression=expression,
            target={"context": self._tab},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        return answer["result"].get("value")

    def click(self, selector: str) -> None:
        """With the mouse, in the middle of what is seen there."""
        until(lambda: self.see(f"!!document.querySelector({json.dumps(selector)})"), SECONDS)
        found = self._ask(
            "browsingContext.locateNodes",
            context=self._tab,
            locator={"type": "css", "value": selector},
        )
        self.see(f"document.querySelector({json.dumps(selector)}).scrollIntoView()")
        origin = {"type": "element", "element": {"sharedId": found["nodes"][0]["sharedId"]}}
        moves = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": moves}
        self._ask("input.performActions", context=self._tab, actions=[mouse])

    def end(self) -> None:
        """Shut it."""
        self._open.close()
        self._process.terminate()
        self._process.wait(SECONDS)

    def _ask(self, method: str, **params: Any) -> Any:
        self._asked += 1
        self._socket.send(json.dumps({"id": self._asked, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(SECONDS))
            if answer.get("id") == self._asked:
                assert answer["type"] == "success", answer
                return answer["result"]
