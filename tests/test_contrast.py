"""The colours of both themes can be read: WCAG 2.2, 4.5:1 for text and 3:1 for controls."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parent.parent / "static" / "css" / "tokens.css"
COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})\b")
GROUNDS = ("bg", "surface", "surface2")
TONES = ("accent", "ok", "warn", "bad", "idle")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink2", "ink3") for ground in GROUNDS),
    *((f"{tone}-ink", f"{tone}-soft") for tone in TONES),
    *(("ink", f"{tone}-soft") for tone in TONES),
    *((f"{tone}-ink", "surface") for tone in TONES),
    ("on-accent", "accent"),
    ("on-accent", "accent-ink"),
    ("bg", "ink"),
]
CONTROLS = [
    *(("control", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in GROUNDS),
    *((tone, "track") for tone in ("accent", "ok", "bad", "idle")),
]


def blocks() -> list[dict[str, str]]:
    """The colours of each block that sets a theme: light, dark by the system, dark by choice."""
    found = re.findall(r"\{([^{}]*--bg:[^{}]*)\}", TOKENS.read_text(encoding="utf-8"))
    return [dict(COLOUR.findall(block)) for block in found]


def luminance(colour: str) -> float:
    """Relative luminance of "#rgb" or "#rrggbb", 0 to 1."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_dark_is_the_same_by_the_system_and_by_choice() -> None:
    light, dark, chosen = blocks()
    assert dark == chosen
    assert set(dark) == set(light)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("pairs", "least"), [(TEXT, 4.5), (CONTROLS, 3.0)], ids=["text", "controls"]
)
def test_colours_stand_out_from_their_ground(
    theme: int, pairs: list[tuple[str, str]], least: float
) -> None:
    colours = blocks()[theme]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < least} == {}
