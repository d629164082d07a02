"""What the folder must give before anything is installed: a place to write, room, and no one else
installing in it at the same moment."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.complaint import Complaint
from scripts.console import Console
from scripts.language import _

# Measured: a .venv for running takes 470 MB, one for developers 780 MB; pip unpacks beside it.
ROOM_BYTES = 700 * 2**20
MORE_FOR_DEVELOPERS_BYTES = 400 * 2**20


def require_writable(root: Path) -> None:
    """Really write: permission bits say nothing for root, read-only mounts and full quotas."""
    with tempfile.NamedTemporaryFile(dir=root, prefix=".write-check-"):
        private_folder(root / "var")


def private_folder(path: Path) -> Path:
    """Make a folder that only this account may enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def require_room(root: Path, dev: bool) -> None:
    needed = ROOM_BYTES + (MORE_FOR_DEVELOPERS_BYTES if dev else 0)
    free = shutil.disk_usage(root).free
    if free < needed:
        raise Complaint(
            _(
                "Installing needs {needed} MB of disk in {where}; only {free} MB are free.\n"
                "Make some room and try again."
            ).format(needed=needed // 2**20, free=free // 2**20, where=root)
        )


@contextmanager
def one_at_a_time(root: Path, console: Console) -> Iterator[None]:
    """Wait for another installation in the same folder; the lock dies with its holder."""
    with (root / "var" / "install.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with console.step(_("Waiting for another installation in this folder")):
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield
