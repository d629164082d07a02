"""The page Sistema in parts, each one element with an id: rendered for a page, and again for those
who watch it."""

from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation

from dashboard.fragments import Look
from dashboard.system.canary import heard
from dashboard.system.overview import Overview
from dashboard.system.verdict import problems

# Who may hold queues back and drain workers.
MANAGE = "progress.change_queuepause"
PARTS = ("verdict", "queues", "workers", "beat", "services", "actions")


def context(now: Overview, *, may: bool) -> dict[str, object]:
    """What the parts are made of, in the active language; `may` be managed by who looks."""
    return {"now": now, "may": may, "problems": problems(now), "canary": heard}


def parts(now: Overview, look: Look, *, may: bool) -> dict[str, str]:
    """Every part by its name, for a look."""
    with translation.override(look.language), timezone.override(ZoneInfo(look.zone)):
        shown = context(now, may=may)
        return {part: render_to_string(f"sistema/_{part}.html", shown) for part in PARTS}
