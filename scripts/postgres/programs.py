"""The server's programs: those that are here, else those that can be got, else how to get them."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.apt import apt_install, may_use_apt
from scripts.complaint import Complaint
from scripts.console import Console
from scripts.language import _

# What Django 5.2 asks for.
NEEDED = 14
# Where systems put them that keep several versions, and keep them off the PATH.
FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Programs:
    """`initdb` and `postgres` of one version, side by side in a folder."""

    folder: Path
    version: int

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"


def find_or_get_programs(console: Console) -> Programs:
    """The newest. Raises Complaint where there are none and none can be got."""
    if not (found := find_programs()) and may_use_apt():
        with console.step(_("Installing PostgreSQL with apt-get")):
            apt_install("postgresql")
        found = find_programs()
    if not found:
        raise Complaint(
            _(
                "These tests need the programs of a PostgreSQL {needed} or newer, and none could be"
                " got.\nOn Debian and Ubuntu: sudo apt install postgresql\n"
                "On macOS: brew install postgresql@17"
            ).format(needed=NEEDED)
        )
    return found


def find_programs() -> Programs | None:
    """The newest of this machine that is new enough, or None."""
    found = [programs for folder in _places() if (programs := _programs_in(folder))]
    return max(
        (programs for programs in found if programs.version >= NEEDED),
        key=lambda programs: programs.version,
        default=None,
    )


def _places() -> Iterator[Path]:
    if on_path := shutil.which("initdb"):
        # A link may stand alone; its server lies beside what it leads to.
        yield Path(on_path).resolve().parent
    for pattern in FOLDERS:
        yield from Path("/").glob(pattern.removeprefix("/"))


def _programs_in(folder: Path) -> Programs | None:
    try:
        done = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True, text=True, timeout=10, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    said = re.search(r"\) (\d+)", done.stdout)
    return Programs(folder, int(said[1])) if said and (folder / "initdb").exists() else None
