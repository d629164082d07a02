"""A PDF as its readers see it."""

import re
from pathlib import Path

import pypdfium2


def texts(path: Path) -> list[str]:
    """The text of each page, blanks of any kind as single ones."""
    with pypdfium2.PdfDocument(path) as pdf:
        found = []
        for page in pdf:
            text = page.get_textpage()
            found.append(re.sub(r"\s+", " ", text.get_text_range()))
            text.close()
        return found


def amounts(text: str) -> list[int]:
    """Every "$1,234.50" of a text, in centavos."""
    return [
        int(found.replace(",", "").replace(".", ""))
        for found in re.findall(r"\$([\d,]+\.\d\d)", text)
    ]
