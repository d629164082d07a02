"""Reads what the pages say: links, headings, blocks, tables."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) +(.+?) *$", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?\)")
ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """Fenced text in a language; `about` is the last line of text before it."""

    language: str
    text: str
    about: str

    @property
    def path(self) -> str:
        """The file that it belongs to, if the line before names one."""
        named = re.findall(r"`([\w./-]+\.\w+)`", self.about)
        return str(named[0]) if named else ""


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    file: Path

    def __str__(self) -> str:
        return str(self.file.relative_to(ROOT))

    @cached_property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """All but the fenced blocks."""
        return FENCE.sub("", self.text)

    @property
    def links(self) -> list[str]:
        """Where links and pictures lead."""
        return LINK.findall(re.sub(r"`[^`]*`", "", self.prose))

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Level and text."""
        return [(len(marks), text) for marks, text in HEADING.findall(self.prose)]

    @property
    def anchors(self) -> set[str]:
        """As GitHub makes them from the headings."""
        return {anchor_of(text) for _, text in self.headings}

    @property
    def blocks(self) -> list[Block]:
        found = []
        for fence in FENCE.finditer(self.text):
            indent, language, text = fence.groups()
            before = self.text[: fence.start()].rstrip().rpartition("\n")[2]
            lines = [line.removeprefix(indent) for line in text.splitlines()]
            found.append(Block(language, "\n".join(lines) + "\n", before))
        return found

    @property
    def rows(self) -> list[list[str]]:
        """The cells of every row of every table, rules left out."""
        rows = [[cell.strip() for cell in row.split("|")] for row in ROW.findall(self.prose)]
        return [row for row in rows if not set("".join(row)) <= set("-| ")]


def anchor_of(heading: str) -> str:
    """Small letters, blanks as hyphens, nothing else but letters and digits."""
    plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
    return plain.replace(" ", "-")


def pages() -> list[Page]:
    """Every page that belongs to the project."""
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("static/**/*.md")]
    return [Page(file) for file in sorted(files)]


def page(name: str) -> Page:
    """One page by its path from the top."""
    return Page(ROOT / name)
