"""What a person sees while the scripts work: one line a step, with true progress and its time.

On a terminal the line of the running step is rewritten; anywhere else only whole lines are
written, without control characters.
"""

import io
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

SECONDS_BETWEEN_PLAIN_LINES = 5.0
CLEAR_LINE = "\r\x1b[2K"


class Console:
    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        if isinstance(self.stream, io.TextIOWrapper):
            # A locale that lacks a sign gets a question mark, not a traceback.
            self.stream.reconfigure(errors="replace")
        self.is_terminal = self.stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self.has_colour = self.is_terminal and not os.environ.get("NO_COLOR")
        self._running: Step | None = None

    def say(self, text: str = "") -> None:
        """A whole line, above the line of the running step."""
        self.write(f"{CLEAR_LINE if self._running and self.is_terminal else ''}{text}\n")
        if self._running:
            self._running.show()

    def warn(self, text: str) -> None:
        self.say(self.colour(f"! {text}", "33"))

    @contextmanager
    def step(self, title: str) -> Iterator["Step"]:
        """Time a step and say how it ends; a failure is told by whoever catches it."""
        step = self._running = Step(self, title)
        step.show()
        try:
            yield step
        except BaseException:
            self._running = None
            self._finish(step, self.colour("✗", "31"))
            raise
        self._running = None
        self._finish(step, self.colour("✓", "32"))

    def colour(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.has_colour else text

    def rewrite(self, text: str) -> None:
        if self.is_terminal:
            width = shutil.get_terminal_size().columns - 1
            self.write(f"{CLEAR_LINE}{text[:width]}")

    def _finish(self, step: "Step", mark: str) -> None:
        clear = CLEAR_LINE if self.is_terminal else ""
        self.write(f"{clear}{mark} {step.title} ({step.seconds:.1f} s)\n")

    def write(self, text: str) -> None:
        # The terminal may be gone (SIGHUP); what has to be stopped must still be stopped.
        with suppress(OSError, ValueError):
            self.stream.write(text)
            self.stream.flush()


class Step:
    """The running step: its title, its clock and how far it is."""

    def __init__(self, console: Console, title: str) -> None:
        self.console = console
        self.title = title
        self.detail = ""
        self.started = time.monotonic()
        self._last_plain = self.started

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def progress(self, done: int, total: int, what: str = "") -> None:
        self.detail = f"{done}/{total} {what}".rstrip()
        self.show()

    def show(self) -> None:
        if self.console.is_terminal:
            self.console.rewrite(f"· {self.title} {self.detail} ({self.seconds:.0f} s)")
        elif self.detail and time.monotonic() - self._last_plain > SECONDS_BETWEEN_PLAIN_LINES:
            self._last_plain = time.monotonic()
            self.console.write(f"  {self.title} {self.detail}\n")
