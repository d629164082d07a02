"""What is seen: a bar on a terminal, plain lines elsewhere, JSON where it is asked for."""

import json
import os
import shutil
import sys
import time
from collections.abc import Mapping
from typing import Any, TextIO

from avance_client.cli import words
from avance_client.cli.words import _
from avance_client.events import Event, Live

BAR_CELLS = 24
REDRAW_SECONDS = 0.1
LINE_SECONDS = 10.0
GREEN, RED, YELLOW = "32", "31", "33"
COLOURS = {"SUCCESS": GREEN, "FAILURE": RED, "REVOKED": YELLOW}


class Screen:
    """One command's output. Results go to standard output, what goes wrong to standard error."""

    def __init__(self, as_json: bool, out: TextIO | None = None) -> None:
        self.as_json = as_json
        self._out = out or sys.stdout
        self._tty = self._out.isatty() and os.environ.get("TERM") != "dumb" and not as_json
        self._colour = self._tty and "NO_COLOR" not in os.environ
        self._drawn = ""
        self._last = 0.0
        self._tenth = -1

    def say(self, text: str, colour: str = "") -> None:
        """A line that stays."""
        self._wipe()
        self._write(f"{self._in(colour, clean(text))}\n")

    def tell(self, said: Mapping[str, Any]) -> None:
        """A line of JSON."""
        self._write(json.dumps(said, ensure_ascii=False) + "\n")

    def complain(self, text: str) -> None:
        """What went wrong, and what to do."""
        self._wipe()
        sys.stderr.write(f"avance: {clean(text)}\n")

    def uploading(self, sent: int, total: int, speed: float, left: float | None) -> None:
        """How far an upload is, in bytes."""
        whole = sent == total
        if self.as_json:
            if self._now(1.0) or whole:
                self.tell({"kind": "upload", "sent": sent, "total": total})
            return
        facts = [f"{size(sent)} / {size(total)}", f"{size(speed)}/s" if speed else ""]
        facts.append("" if left is None or whole else f"{_('left')} {clock(left)}")
        self._show(_("upload"), 1000 * sent // max(total, 1), facts, whole)

    def event(self, event: Event, *, named: bool = False) -> None:
        """What happened to a run; `named`: it is one of many."""
        if self.as_json:
            self.tell({**event.raw, "kind": event.kind})
            return
        name = f"{event.run[:8]} {event.live.title}: " if named else ""
        if event.is_milestone or event.is_end or event.kind == "reset":
            self.say(f"{stamp(event)}  {name}{sentence(event)}", COLOURS.get(event.live.state, ""))
        if not event.is_end and not named:
            self.running(event.live)

    def running(self, live: Live) -> None:
        """How far a run is."""
        progress = live.progress
        if live.state != "STARTED":
            return
        facts = [speed_of(live), f"{_('left')} {clock(progress.eta)}" if progress.eta else ""]
        facts.append(progress.message)
        name = words.phase(progress.phase) or words.state(live.state)
        self._show(name, progress.permille, facts, whole=False)

    def end(self) -> None:
        """Leave the terminal as it was."""
        self._wipe()

    def _show(self, name: str, permille: int, facts: list[str], whole: bool) -> None:
        said = clean("  ".join(filter(None, [f"{permille / 10:5.1f} %", *facts])))
        if not self._tty:
            if permille // 100 != self._tenth or self._now(LINE_SECONDS) or whole:
                self._tenth, self._last = permille // 100, time.monotonic()
                self._write(f"{name} {said}\n")
        elif self._now(REDRAW_SECONDS) or whole:
            full = BAR_CELLS * permille // 1000
            bar = "█" * full + "░" * (BAR_CELLS - full)
            width = shutil.get_terminal_size().columns - 1
            self._wipe()
            self._drawn = f"{name} {bar} {said}"[:width]
            self._write(self._drawn)

    def _now(self, seconds: float) -> bool:
        """Whether so much time has passed; it counts anew then."""
        if time.monotonic() - self._last < seconds:
            return False
        self._last = time.monotonic()
        return True

    def _wipe(self) -> None:
        if self._drawn:
            self._write("\r\x1b[K")
            self._drawn = ""

    def _in(self, colour: str, text: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if colour and self._colour else text

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def sentence(event: Event) -> str:
    """A milestone in words."""
    live = event.live
    what = words.state(live.state) if event.kind == "snapshot" else words.milestone(event.kind)
    more = {
        "run.phase": words.phase(live.progress.phase),
        "run.retrying": _("attempt {n}").format(n=live.attempt + 1),
        "run.failed": live.error,
    }.get(event.kind, "")
    return f"{what}: {more}" if more else what


def clean(text: str) -> str:
    """What a stranger called a film must not command a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def stamp(event: Event) -> str:
    """When it was, by this machine's clock."""
    return event.time.astimezone().strftime("%H:%M:%S") if event.time else "        "


def speed_of(live: Live) -> str:
    """A film's seconds in each real one; of other work, its units."""
    speed = live.progress.speed
    if not speed:
        return ""
    return f"{speed:.1f}×" if live.task == "procesar_video" else f"{speed:.1f}/s"


def clock(seconds: float) -> str:
    """1:02:03 or 2:03."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes = f"{rest // 60:02d}" if hours else str(rest // 60)
    return f"{hours}:{minutes}:{rest % 60:02d}" if hours else f"{minutes}:{rest % 60:02d}"


def size(count: float) -> str:
    """Bytes, as people say them."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.2f} GB"
