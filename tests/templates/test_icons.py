"""Every icon that a page names is drawn; an unknown one would be an empty square."""

import re
from pathlib import Path

from dashboard.cards import ICONS
from dashboard.labels import STATES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STEPS = ("wait", "run", "done", "bad")


def drawn() -> list[str]:
    return re.findall(r'<symbol id="i-([a-z-]+)"', (TEMPLATES / "_icons.html").read_text("utf-8"))


def named() -> set[str]:
    pages = "\n".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    return set(re.findall(r'{% icon "([a-z-]+)"', pages) + re.findall(r'"#i-([a-z-]+)"', pages))


def test_every_icon_that_a_page_names_is_drawn_once() -> None:
    assert named() - set(drawn()) == set()
    assert len(drawn()) == len(set(drawn()))


def test_every_state_step_and_kind_has_its_icon() -> None:
    wanted = {*STATES, *(f"step-{step}" for step in STEPS), *ICONS.values(), "task"}
    assert wanted - set(drawn()) == set()
