"""A run as a badge: "Avance | Corte final.mp4 | 44%", drawn here, in SVG."""

import unicodedata

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dashboard.cards import RunCard
from dashboard.formats import percent
from dashboard.labels import state_label
from dashboard.schedule_words import run_title

NAME = "Avance"
LONGEST = 40
# White text on each reaches 4.5:1.
COLOURS = {
    "running": "#3a55d9",
    "done": "#17784a",
    "failed": "#c5292e",
    "retrying": "#8a5700",
    "expired": "#8a5700",
}
OTHER = "#505963"
# Widths of Verdana at 11 px, near enough: whatever font draws it is stretched to them.
NARROW, WIDE = "ijlItfr.,:;|!'()[] ", "mwMWQOÑ%@"
USUAL_PX, NARROW_PX, WIDE_PX, FULL_PX = 6.9, 4.3, 10.0, 11.0
PADDING = 8


def badge(card: RunCard) -> str:
    """Of a run as it is now."""
    if card.state in {"running", "retrying"}:
        said = percent(card.permille)
    else:
        said = state_label(card.state)
    title = cleaned(run_title(card) or _("Untitled video"))
    return _drawn([title, said], COLOURS.get(card.state, OTHER))


def nothing() -> str:
    """Where there is none to show."""
    return _drawn([_("link ended")], OTHER)


def cleaned(text: str) -> str:
    """What may stand in a picture of one line: bounded, and nothing that can't be seen."""
    seen = " ".join("".join(_seen(letter) for letter in text).split())
    return seen if len(seen) <= LONGEST else seen[: LONGEST - 1].rstrip() + "…"


def width(text: str) -> int:
    """Pixels that a text takes."""
    return round(sum(_width(letter) for letter in text))


def _seen(letter: str) -> str:
    return " " if unicodedata.category(letter)[0] in "CZ" else letter


def _width(letter: str) -> float:
    if letter in NARROW:
        return NARROW_PX
    if letter in WIDE:
        return WIDE_PX
    return FULL_PX if unicodedata.east_asian_width(letter) in "WF" else USUAL_PX


def _drawn(texts: list[str], colour: str) -> str:
    parts, at = [], 0
    fills = ["#2b333b", "#505963", colour] if len(texts) > 1 else ["#2b333b", colour]
    for text, fill in zip([NAME, *texts], fills, strict=True):
        inner = width(text)
        whole = inner + 2 * PADDING
        middle = at + whole / 2
        parts.append(
            {"text": text, "x": at, "width": whole, "inner": inner, "middle": middle, "fill": fill}
        )
        at += whole
    facts = {"parts": parts, "width": at, "label": ": ".join([NAME, ", ".join(texts)])}
    return render_to_string("compartida/insignia.svg", facts)
