"""Run ffmpeg: which binary, which safe input, how far it is, and what its end means."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import imageio_ffmpeg

from workers.engines.errors import EngineFailed, Failure, MediaRejected, Rejection
from workers.engines.process import CRASHES, Child, Limits, child

MAX_PIXELS = 8192 * 4320
"""Pixels of the largest picture that we decode (8K)."""
STALL_SECONDS = 60.0
"""Neither output nor CPU time for so long means stalled (a dead network drive, a lost lock)."""

# `level` has it say how bad each line is.
QUIET = ("-v", "level+warning", "-nostdin", "-y", "-nostats")
# As often as pages are told: a bar that moves less often is seen to jump.
PROGRESS = ("-progress", "pipe:1", "-stats_period", "0.25")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one ffmpeg is; every field only grows."""

    frames: int = 0
    """Of the first video output."""
    seconds: float = 0.0
    """Time stamp of the newest output."""
    bytes: int = 0


@cache
def binary() -> str:
    """The ffmpeg to use: ``AVANCE_FFMPEG``, else the one that came with the installation."""
    return os.environ.get("AVANCE_FFMPEG") or imageio_ffmpeg.get_ffmpeg_exe()


@cache
def version() -> str:
    return _ask("-version").partition(" Copyright")[0].strip()


@cache
def filters() -> frozenset[str]:
    """Names of the filters that this build of ffmpeg has."""
    return frozenset(re.findall(r"^ [TSC.]+ (\w+) ", _ask("-filters"), re.MULTILINE))


def can_tone_map() -> bool:
    """Whether this build can turn HDR pictures into ordinary ones."""
    return filters() >= {"zscale", "tonemap"}


def _ask(question: str) -> str:
    command = (
        [binary(), "-hide_banner", question] if question != "-version" else [binary(), question]
    )
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout


def untrusted(source: Path, demuxers: str) -> list[str]:
    """Input options for a file that a stranger sent.

    The ``format_whitelist`` is what keeps a playlist from naming other people's files (the
    protocol list alone does not, measured); the ``file:`` prefix and the absolute path keep any
    file name from being read as an option or an address.
    """
    return [
        *("-protocol_whitelist", "file", "-format_whitelist", demuxers),
        *("-max_pixels", str(MAX_PIXELS)),
        *("-i", f"file:{source.absolute()}"),
    ]


def own(list_of_files: Path) -> list[str]:
    """Input options for our own segments, joined: ``list_of_files`` names one a line."""
    return ["-protocol_whitelist", "concatf,file", "-i", f"concatf:{list_of_files}"]


def run(
    arguments: Sequence[str],
    *,
    cwd: Path,
    limits: Limits,
    ours: bool = False,
    patience: float = STALL_SECONDS,
) -> Iterator[Progress]:
    """Run ffmpeg to its end; yield how far it is about four times a second.

    Closing the generator kills it. Raises EngineFailed, or MediaRejected when the input can't be
    decoded; with ``ours`` the input is what we made, so damage in it is a failure of ours.
    """
    command = [binary(), *QUIET, *PROGRESS, *arguments]
    now = Progress()
    with child(command, cwd=cwd, limits=limits, hear=_told) as process:
        watch = StallWatch(process, patience)
        for line in process.lines():
            now = _take(now, line) if line else now
            watch.look(now)
            if line is None or line.startswith("progress="):
                yield now
        # ffmpeg prints progress=end after a kill or a damaged input too: only the code counts.
        code = process.wait()
    if code and limits.cpu_seconds and process.cpu_seconds > limits.cpu_seconds - 2:
        raise MediaRejected(Rejection.TOO_COSTLY, phase="encode")
    if code:
        error = explain(code, process.last_words)
        blamed = isinstance(error, MediaRejected) and ours
        raise EngineFailed(Failure.VERIFY, process.last_words) if blamed else error
    yield now


Hear = Callable[[str, str], None]
_hear: ContextVar[Hear | None] = ContextVar("hear", default=None)
SAID = re.compile(r"^((?:\[[^\]]*\] )*?)\[(warning|error|fatal|panic|info)\] (.*)$")
ADDRESS = re.compile(r" @ 0x[0-9a-f]+(?=\])")


@contextmanager
def heard_by(hear: Hear) -> Iterator[None]:
    """Whatever an ffmpeg says that is run within the block is given to ``hear``, line by line:
    the words, and ``warning`` or ``error``."""
    token = _hear.set(hear)
    try:
        yield
    finally:
        _hear.reset(token)


def _told(line: str) -> None:
    hear = _hear.get()
    if hear is None:
        return
    said = SAID.match(ADDRESS.sub("", line))
    where, level, words = said.groups() if said else ("", "warning", line)
    level = level if level in {"info", "warning"} else "error"
    hear(f"ffmpeg: {where}{words}", level)


def _take(now: Progress, line: str) -> Progress:
    """Take in one ``key=value``; values can be N/A and time stamps can step back."""
    key, _, value = line.strip().partition("=")
    if not value.strip().lstrip("-").isdigit():
        return now
    number = int(value)
    match key:
        case "frame":
            return replace(now, frames=max(now.frames, number))
        case "out_time_us":
            return replace(now, seconds=max(now.seconds, number / 1e6))
        case "total_size":
            return replace(now, bytes=max(now.bytes, number))
    return now


class StallWatch:
    """Raises when a child has done nothing at all for ``patience`` seconds.

    Time in which the child, or we ourselves, were stopped does not count.
    """

    def __init__(self, process: Child, patience: float) -> None:
        self._process = process
        self._patience = patience
        self._seen: tuple[Progress, str] | None = None
        self._looked = time.monotonic()
        self._idle = 0.0

    def look(self, now: Progress) -> None:
        elapsed, self._looked = time.monotonic() - self._looked, time.monotonic()
        seen = (now, self._process.activity())
        self._idle = 0.0 if seen != self._seen else self._idle + min(elapsed, 1.0)
        self._seen = seen
        if self._idle > self._patience:
            raise EngineFailed(Failure.STALLED, f"nothing for {self._idle:.0f} s")


DISK_FULL = ("No space left on device", "File too large", "Disk quota exceeded")
NO_MEMORY = (
    "Cannot allocate memory",
    "malloc of size",
    # All that libx264 says, through ffmpeg, when it gets no memory or no thread.
    "Generic error in an external library",
)
TERMINATED = 255
"""ffmpeg's own exit code when somebody sent it TERM or INT."""
BAD_INPUT = (
    "Invalid data found when processing input",
    "moov atom not found",
    "Format not on whitelist",
)


def explain(code: int, last_words: str) -> EngineFailed | MediaRejected:
    """What an exit code and the last words mean."""
    detail = f"exit {code}\n{last_words}"
    if code == -signal.SIGXFSZ or any(sign in last_words for sign in DISK_FULL):
        return EngineFailed(Failure.DISK_FULL, detail)
    if any(sign in last_words for sign in NO_MEMORY):
        return EngineFailed(Failure.OUT_OF_MEMORY, detail)
    if -code in CRASHES:
        return EngineFailed(Failure.CRASHED, detail)
    if code < 0 or code == TERMINATED:
        return EngineFailed(Failure.KILLED, detail)
    if "Input/output error" in last_words:
        return EngineFailed(Failure.IO, detail)
    if any(sign in last_words for sign in BAD_INPUT):
        return MediaRejected(Rejection.UNDECODABLE, codec="")
    return EngineFailed(Failure.CRASHED, detail)
