"""No page asks by the clock: what changes is told over the socket."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# htmx's own ways to ask again and again.
BY_THE_CLOCK = re.compile(r"hx-trigger\s*=\s*[\"'][^\"']*(every|load delay|delay:)|hx-poll")


def test_no_template_asks_by_the_clock() -> None:
    pages = sorted((ROOT / "templates").rglob("*.html"))
    assert len(pages) > 50
    assert [page.name for page in pages if BY_THE_CLOCK.search(page.read_text("utf-8"))] == []
