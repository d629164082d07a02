"""What is on the pages, named once: where a person finds it and what they do with it."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.scripts.waiting import until

ENDED = re.compile("^(done|failed|cancelled|expired)$")
STATE_SECONDS = 120


def card(page: Page, title: str) -> Locator:
    """The card of the newest run with this title."""
    return page.locator("#runs > [data-run]").filter(has_text=title).first


def run_on(page: Page) -> Locator:
    """The run that the page is about."""
    return page.locator("section.run")


def run_id(root: Locator) -> str:
    """Of a card or a run's page."""
    found = root.get_attribute("data-run")
    assert found
    return found


def comes_to(root: Locator, state: str, seconds: float = STATE_SECONDS) -> Locator:
    """Wait until a run is shown in a state."""
    expect(root).to_have_attribute("data-state", state, timeout=1000 * seconds)
    return root


def is_under_way(root: Locator, permille: int = 30) -> Locator:
    """Wait until the bar of a run has come so far."""
    comes_to(root, "running")
    until(lambda: position(root) >= permille, STATE_SECONDS)
    return root


def stands_in(root: Locator, phase: str) -> Locator:
    """Wait until a run is shown in a phase, as the page names it."""
    comes_to(root, "running")
    expect(root.locator("[aria-current=step]")).to_contain_text(phase)
    return root


def position(root: Locator) -> int:
    """Where the bar of a run stands, in permille; 0 where there is none."""
    found = root.evaluate("root => root.querySelector('[data-f=bar]')?.value ?? 0")
    return int(found)


def seen(page: Page, run: str) -> list[dict[str, Any]]:
    """All that the page has shown of a run since it was opened: see script/witness.js."""
    everything = page.evaluate("() => window.__seen")
    return [entry for entry in everything if entry["run"] == run]


def choose(page: Page, *films: Path) -> None:
    """Choose files as by the dialog that a click on the drop zone opens."""
    page.locator("#files").set_input_files(list(films))


def drop(page: Page, film: Path, kind: str = "video/mp4") -> None:
    """Drag a file over the drop zone and let it fall."""
    size = film.stat().st_size
    assert size < 3_000_000, "the browser gets the bytes through the test"
    transfer = page.evaluate_handle(
        """([name, type, bytes]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], name, {type}));
          return transfer;
        }""",
        [film.name, kind, list(film.read_bytes())],
    )
    for event in ("dragenter", "dragover"):
        page.dispatch_event("#drop", event, {"dataTransfer": transfer})
    expect(page.locator("#drop[data-over]")).to_be_visible()
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})


def slow_upload(page: Page, bytes_per_second: int) -> Any:
    """The network of this page sends no faster; what to `detach()` to be quick again."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_per_second,
        },
    )
    return session
