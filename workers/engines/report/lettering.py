"""The typeface of the report, and which letters it has."""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

FONTS = Path(__file__).with_name("fonts")
REGULAR, SEMIBOLD, BOLD = "Inter-Regular", "Inter-SemiBold", "Inter-Bold"
MISSING = "□"


@cache
def font(name: str) -> TTFont:
    """One of the three weights, read once a process."""
    return TTFont(name, str(FONTS / f"{name}.ttf"))


def printable(text: str) -> str:
    """``text`` on one line, with a box for each letter that the typeface lacks.

    Names come from anywhere. An accessible PDF may not hold a letter that cannot be shown, so
    without this one emoji would cost the report. XLSX and CSV keep every letter.
    """
    if text.isascii() and text.isprintable():
        return text
    known = font(REGULAR).face.charToGlyph
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(
        letter if ord(letter) in known else MISSING
        for letter in composed
        if unicodedata.category(letter) not in {"Cc", "Cf", "Mn"} or ord(letter) in known
    )
