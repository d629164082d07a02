"""Become another program, within limits: ``python -I -S limited.py PARENT JSON PROGRAM ARG…``.

A step of its own, because limits must be set between fork and exec, and running Python code there
(``preexec_fn``) can deadlock in a process that has threads. It keeps its process id, so the
caller's Popen stays valid. Standard library only.
"""

import ctypes
import json
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when the one that started it is gone.

    Linux only; the request survives exec. It is bound to the parent's *thread*. The check
    afterwards closes the race with a parent that died before we asked.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(128 + signal.SIGKILL)


def limit(name: str, value: int | None) -> None:
    """Set one soft and hard limit, or the most that this user may have."""
    if value is None or not hasattr(resource, name):
        return
    kind = getattr(resource, name)
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (OSError, ValueError):
        # macOS refuses RLIMIT_AS below what is mapped already.
        return


def main() -> None:
    parent, limits, *command = sys.argv[1:]
    die_with(int(parent))
    for name, value in json.loads(limits).items():
        limit(name, value)
    # Python ignores these two; an ignored signal is inherited through exec, and then a full disk
    # or a closed pipe would not end the program.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606 the whole point: no shell, absolute path


if __name__ == "__main__":
    main()
