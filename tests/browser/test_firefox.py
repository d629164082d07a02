"""The core of it in Firefox, where there is one: the list is live, a run is watched to its end,
another is cancelled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.firefox import Firefox, find_firefox
from tests.browser.gate import Gate
from tests.scripts.waiting import until
from tests.stack.people import Person
from tests.stack.stack import Stack

FIREFOX = find_firefox()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        FIREFOX is None,
        reason="no Firefox here: install one, or name it by AVANCE_FIREFOX",
    ),
]


@pytest.fixture
def firefox(stack: Stack, tmp_path: Path) -> Iterator[Firefox]:
    """Up for a test."""
    folder = tmp_path / "profile"
    folder.mkdir()
    firefox = Firefox(str(FIREFOX), folder)
    yield firefox
    firefox.end()


def test_runs_are_watched_to_their_end_and_cancelled(
    firefox: Firefox, stack: Stack, person: Person, gate: Gate
) -> None:
    firefox.sign_in(stack.address, settings.SESSION_COOKIE_NAME, person.session)
    firefox.open(f"{stack.address}/")
    assert firefox.see("document.documentElement.lang") == "es-MX"
    comes(firefox, "#conn", "c", "live")
    first = gate.run(person, "Inventario")
    comes(firefox, f"#run-{first.pk}", "state", "running")
    until(lambda: firefox.see(f"document.querySelector('#run-{first.pk} progress').value") > 0, 60)
    gate.open_all()
    comes(firefox, f"#run-{first.pk}", "state", "done")

    second = gate.play(person, "Facturas", ["until", "/nowhere"])
    comes(firefox, f"#run-{second.pk}", "state", "running")
    firefox.click(f"#run-{second.pk} form[data-command=cancel] button")
    firefox.click("dialog[open] button[value=yes]")
    comes(firefox, f"#run-{second.pk}", "state", "cancelled")
    running = "document.querySelector('#counts [data-count=running]').textContent"
    until(lambda: firefox.see(running) == "0", 60)


def comes(firefox: Firefox, selector: str, name: str, value: str) -> None:
    """Wait until the page shows something in a state."""
    question = f"document.querySelector({selector!r})?.dataset.{name} ?? ''"
    until(lambda: firefox.see(question) == value, 60)
