"""The strings that are written into the page's own code, found without a parser of the language:
comments and regular expressions are told from them well enough for code that is formatted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
    |(?P<regex>(?<=[=(,:!&|?\s])/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n])+/[a-z]*)
    |"(?P<double>(?:\\.|[^"\\\n])*)"
    |'(?P<single>(?:\\.|[^'\\\n])*)'
    |`(?P<template>(?:\\.|[^`\\])*)`""",
    re.VERBOSE | re.DOTALL,
)
# One that has a string within ends there; that one follows.
PLACE = re.compile(r"\$\{[^{}]*(\}|$)")


@dataclass(frozen=True)
class Written:
    """A string, and the code of its line before it."""

    file: str
    text: str
    before: str


def scripts() -> list[Path]:
    """The page's own code."""
    return sorted((ROOT / "static" / "js").rglob("*.js"))


def strings(source: str, file: str = "") -> Iterator[Written]:
    """Every string of some code; of those with `${…}` what stands around."""
    for found in TOKEN.finditer(source):
        name = str(found.lastgroup)
        if name in {"comment", "regex"}:
            continue
        text = PLACE.sub(" ", found[name]) if name == "template" else found[name]
        before = source[source.rfind("\n", 0, found.start()) + 1 : found.start()]
        yield Written(file, text, before)
