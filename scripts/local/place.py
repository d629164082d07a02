"""Where a local run lives: its folder, its port, and the environment that its programs get."""

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.complaint import Complaint
from scripts.install.folder import private_folder
from scripts.language import _


@dataclass(frozen=True)
class Place:
    """`root` holds the code, `var` everything that a run makes; `port` is the web's."""

    root: Path
    var: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def environment(self, redis_url: str) -> dict[str, str]:
        """What web, workers and beat see; whatever else the person has set stays."""
        mine = {"SITE_URL": self.address} | os.environ
        return mine | {
            "DJANGO_SETTINGS_MODULE": "proyecto.settings",
            "VAR_DIR": str(self.var),
            "SECRET_KEY_FILE": str(self.var / "secret"),
            "REDIS_URL": redis_url,
            "PYTHONUNBUFFERED": "1",
        }

    def make(self) -> None:
        """The folders, and the secret key of the first run; only this account may read them."""
        for folder in (self.var, self.var / "log", self.var / "redis"):
            private_folder(folder)
        if not (self.var / "secret").exists():
            write_private(self.var / "secret", secrets.token_urlsafe(64) + "\n")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Refuse a second run in the same folder. The lock dies with its holder, even killed."""
        with (self.var / "run.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise Complaint(
                    _("Avance is already running in this folder: {who}").format(who=lock.read())
                ) from None
            lock.truncate(0)
            lock.write(f"{self.address} (pid {os.getpid()})")
            lock.flush()
            yield

    def held_by(self) -> int | None:
        """The pid of the run that has the folder, None when there is none."""
        try:
            with (self.var / "run.lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return None
        except BlockingIOError:
            pid = re.search(r"\(pid (\d+)\)", (self.var / "run.lock").read_text())
            return int(pid[1]) if pid else None
        return None


def write_private(path: Path, text: str) -> None:
    """Write a file that only this account may read, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
