"""Which of the programs' lines reach the console: those that say that something went wrong, with
the name of the program before them, and never a flood of them."""

import re
import time
from pathlib import Path

from scripts.console import Console
from scripts.language import _

SAYS_ERROR = re.compile(r"\b(ERROR|CRITICAL|FATAL)\b|^Traceback")
SECONDS_BETWEEN = 2.0


class ErrorLines:
    def __init__(self, console: Console, logs: Path) -> None:
        self.console = console
        self.logs = logs
        self._last: dict[str, float] = {}
        self._held_back: dict[str, int] = {}

    def read(self, name: str, line: str) -> None:
        if not SAYS_ERROR.search(line):
            return
        now = time.monotonic()
        if now - self._last.get(name, -SECONDS_BETWEEN) < SECONDS_BETWEEN:
            self._held_back[name] = self._held_back.get(name, 0) + 1
            return
        self._last[name] = now
        if more := self._held_back.pop(name, 0):
            text = _("{count} more lines like this are in {log}")
            self._show(name, text.format(count=more, log=self.logs / f"{name}.log"))
        self._show(name, line)

    def _show(self, name: str, text: str) -> None:
        printable = "".join(c if c.isprintable() else "�" for c in text)
        self.console.say(self.console.colour(f"{name:>8} | {printable}", "31"))
