"""Nothing of ours outlives the supervisor, not even when it is killed and can stop nobody.

Two ropes. On Linux the kernel itself signals each child when the supervisor dies. Everywhere, a
small process holds the other end of a pipe from the supervisor; when that closes without a word
of farewell, it stops the process groups that it has been told of, grandchildren included.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

PR_SET_PDEATHSIG = 1
SECONDS_TO_LEAVE = 5.0
FAREWELL = "farewell"


class Leash:
    """The supervisor's end: it names each process group that lives and each that has ended."""

    def __init__(self) -> None:
        self._holder = subprocess.Popen(
            [sys.executable, "-E", "-S", __file__],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def add(self, group: int) -> None:
        self._tell(f"+{group}")

    def remove(self, group: int) -> None:
        self._tell(f"-{group}")

    def let_go(self) -> None:
        self._tell(FAREWELL)
        if self._holder.stdin:
            with suppress(OSError):
                self._holder.stdin.close()
        self._holder.wait()

    def _tell(self, line: str) -> None:
        # Without the holder the kernel's rope still holds.
        with suppress(OSError):
            if self._holder.stdin:
                self._holder.stdin.write(line + "\n")
                self._holder.stdin.flush()


def dies_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends this signal when the parent dies (Linux; else nothing)."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def hold(lines: list[str] | None = None) -> None:
    """The holder's life: remember the groups until the pipe closes, then stop what is left."""
    for stopping in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stopping, signal.SIG_IGN)
    groups: set[int] = set()
    for line in lines or sys.stdin:
        word = line.strip()
        if word == FAREWELL:
            return
        if word.startswith("+"):
            groups.add(int(word[1:]))
        elif word.startswith("-"):
            groups.discard(int(word[1:]))
    stop_groups(groups)


def stop_groups(groups: set[int]) -> None:
    """TERM, a few seconds, KILL."""
    left = {group for group in groups if signal_group(group, signal.SIGTERM)}
    deadline = time.monotonic() + SECONDS_TO_LEAVE
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = {group for group in left if signal_group(group, 0)}
    for group in left:
        signal_group(group, signal.SIGKILL)


def signal_group(group: int, number: int) -> bool:
    """Whether there was anyone to hear it."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        # macOS answers so for a group of which only unreaped processes are left.
        return False
    return True


if __name__ == "__main__":
    hold()
