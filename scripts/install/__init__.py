"""From a checkout to a `.venv` that is what the lock files say; standard library only."""

import os
import signal
import sys
from pathlib import Path

from scripts.complaint import complaints_end_the_program
from scripts.console import Console
from scripts.install import folder, packages, stamp, venv
from scripts.language import _

ROOT = Path(__file__).resolve().parent.parent.parent
# Which commands need the tools of a developer: everything except running it.
FOR_RUNNING_ONLY = {"run", "flower"}
# And which need none of the packages.
WITHOUT_PACKAGES = {"up"}


def enter(arguments: list[str]) -> int:
    """Become `python -m scripts.<first argument> <the rest>`, inside an up-to-date `.venv` where it
    needs packages."""
    command, *rest = arguments
    for number in (signal.SIGTERM, signal.SIGHUP):
        # As a Ctrl-C: what has been started, pip above all, is stopped with us.
        signal.signal(number, signal.default_int_handler)
    with complaints_end_the_program():
        python = python_for(command)
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(python, [str(python), "-m", f"scripts.{command}", *rest], venv.clean_environment())


def python_for(command: str) -> Path:
    """The one that has what the command needs."""
    if command in WITHOUT_PACKAGES:
        return Path(sys.executable)
    return bring_up_to_date(ROOT, dev=command not in FOR_RUNNING_ONLY)


def bring_up_to_date(root: Path, dev: bool) -> Path:
    """The `.venv`'s Python; installs what the lock files name, if they have changed."""
    console = Console()
    folder.require_writable(root)
    locks = packages.locks(root, dev)
    with folder.one_at_a_time(root, console):
        python = venv.python_of(root)
        if stamp.is_fresh(root, locks) and venv.works(python):
            return python
        folder.require_room(root, dev)
        with console.step(_("Making .venv")):
            python = venv.make(root)
        for lock in locks:
            packages.install(python, lock, root, console)
        stamp.write(root, locks)
    return python
