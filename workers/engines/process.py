"""A child process on a leash: limited, drained, and never left behind."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

STDERR_TAIL = 8192
"""Bytes kept of what the child says on stderr: the newest explain a failure."""
TICK = 0.25
"""Seconds: the longest that :meth:`Child.lines` stays silent."""

LONGEST_WORD = 4096
"""Bytes of one line on stderr; what is longer comes in pieces."""

CRASHES = {signal.SIGILL, signal.SIGABRT, signal.SIGFPE, signal.SIGSEGV, signal.SIGBUS}
"""Signals that a program brings upon itself."""

LIMITED = str(Path(__file__).with_name("limited.py"))
GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use at most; ``None`` leaves a limit as it is."""

    memory: int | None = 4 * GIB
    """Bytes of address space. A 1080p ladder needs 2 GB of it (0.5 GB resident)."""
    cpu_seconds: int | None = None
    file_bytes: int | None = None
    """Bytes of any one file that it writes."""

    def as_json(self) -> str:
        return json.dumps(
            {
                "RLIMIT_AS": self.memory,
                "RLIMIT_CPU": self.cpu_seconds,
                "RLIMIT_FSIZE": self.file_bytes,
                "RLIMIT_CORE": 0,
            }
        )


class Child:
    """A running child: its lines as they come, its last words, its exit code."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", hear: Callable[[str], None] | None = None
    ) -> None:
        self._process = process
        self._hear = hear
        self._stderr = b""
        self._rest = b""
        self._word = b""
        self.pid = process.pid
        self.cpu_seconds = 0.0
        """What it used altogether; known after :meth:`wait`."""

    def lines(self, tick: float = TICK) -> Iterator[str | None]:
        """Yield each line of stdout; ``None`` when ``tick`` seconds passed without one.

        Ends when the child closed both pipes, that is, when it ended.
        """
        with selectors.DefaultSelector() as selector:
            for pipe in (self._process.stdout, self._process.stderr):
                if pipe is not None:
                    selector.register(pipe, selectors.EVENT_READ)
            silent_since = time.monotonic()
            while selector.get_map():
                for line in self._read(selector, tick):
                    yield line
                    silent_since = time.monotonic()
                if time.monotonic() - silent_since >= tick:
                    yield None
                    silent_since = time.monotonic()

    def _read(self, selector: selectors.BaseSelector, tick: float) -> list[str]:
        """Take what the pipes hold, waiting up to ``tick`` seconds; whole lines of stdout."""
        lines: list[str] = []
        for key, _ in selector.select(tick):
            data = os.read(key.fd, 65536)
            if not data:
                selector.unregister(key.fileobj)
            elif key.fileobj is self._process.stderr:
                self._stderr = (self._stderr + data)[-STDERR_TAIL:]
                self._pass_on(data)
            else:
                *whole, self._rest = (self._rest + data).split(b"\n")
                lines += [line.decode(errors="replace") for line in whole]
        return lines

    def _pass_on(self, data: bytes) -> None:
        """Let who listens hear whole lines of stderr."""
        if self._hear is None:
            return
        *whole, self._word = (self._word + data).replace(b"\r", b"\n").split(b"\n")
        if len(self._word) > LONGEST_WORD:
            whole, self._word = [*whole, self._word], b""
        for line in whole:
            if line.strip():
                self._hear(line.decode(errors="replace"))

    def wait(self) -> int:
        """The exit code (negative: the signal that ended it), once both pipes are closed."""
        self._pass_on(b"\n")
        _, status, usage = os.wait4(self.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu_seconds = usage.ru_utime + usage.ru_stime
        return self._process.returncode

    @property
    def last_words(self) -> str:
        return self._stderr.decode(errors="replace")

    def activity(self) -> str:
        """Something that differs when the child did anything or is stopped on purpose.

        Where the system does not tell (no /proc), always the same.
        """
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return ""
        fields = stat.rpartition(")")[2].split()
        state, cpu_ticks = fields[0], (fields[11], fields[12])
        return f"stopped {time.monotonic()}" if state in "Tt" else " ".join(cpu_ticks)


@contextmanager
def child(
    command: Sequence[str],
    *,
    cwd: Path,
    limits: Limits,
    stdin: IO[bytes] | None = None,
    hear: Callable[[str], None] | None = None,
) -> Iterator[Child]:
    """Start ``command`` (absolute path first) in ``cwd``; on leaving, nothing of it is left.

    ``hear`` is given each line that it says on stderr, as it comes.
    The child dies with the thread that started it. It gets next to no environment, so no secret
    of ours can reach a decoder that a hostile file took over.
    """
    wrapped = [sys.executable, "-I", "-S", LIMITED, str(os.getpid()), limits.as_json(), *command]
    process = subprocess.Popen(
        wrapped,
        cwd=cwd,
        env={"PATH": os.defpath, "LANG": "C", "HOME": str(cwd)},
        stdin=stdin or subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield Child(process, hear)
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Kill the child's whole group and collect it.

    KILL at once, not TERM first: on TERM ffmpeg encodes its look-ahead (7.7 s measured at 1080p)
    only to write a last segment that is too short to be kept. KILL also ends a stopped process.
    """
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            # Between fork and setsid the group does not exist yet.
            process.kill()
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
