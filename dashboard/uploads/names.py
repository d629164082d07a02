"""Names that strangers give to files: what may be shown, stored or put in a header."""

import re
import unicodedata
from pathlib import PurePosixPath

NAMELESS = "video"

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories of characters that draw nothing and may turn the text around them: control
characters, right-to-left marks, zero-width joints, private use, line separators."""


def clean_name(name: str, longest: int = 200) -> str:
    """`name` as a plain file name: no folders, nothing invisible, at most `longest` characters.

    The ending is kept when the rest is cut. Never empty.
    """
    name = unicodedata.normalize("NFC", name)
    name = "".join(" " if c.isspace() else c for c in name if not _invisible(c))
    name = re.split(r"[/\\]", name)[-1]
    name = re.sub(r" +", " ", name).strip(" .")
    if len(name) > longest:
        ending = PurePosixPath(name).suffix[:12]
        name = name[: longest - len(ending)].rstrip(" .") + ending
    return name or NAMELESS


def title_of(name: str, longest: int = 200) -> str:
    """What a person reads instead of a file name: without its ending, underscores as spaces."""
    clean = clean_name(name, longest)
    stem = re.sub(r"[_ ]+", " ", PurePosixPath(clean).stem).strip(" .")
    return stem or clean


def suffix_of(name: str) -> str:
    """The ending in small letters with its dot, or an empty text."""
    return PurePosixPath(clean_name(name)).suffix.lower()


def _invisible(character: str) -> bool:
    if character.isspace() and character not in "\u2028\u2029":
        return False
    return unicodedata.category(character) in _INVISIBLE
