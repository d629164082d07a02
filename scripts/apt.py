"""Packages of Debian's and its kind, where this account may install them."""

import os
import platform
import shutil
import subprocess
import sys


def may_use_apt() -> bool:
    return platform.system() == "Linux" and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def apt_install(*packages: str) -> bool:
    """Whether it went well; what it says is shown only if it did not."""
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    return quietly(["apt-get", "update"]) and quietly(install)


def quietly(command: list[str]) -> bool:
    """Whether it went well; what it says is shown only if it did not."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=quiet)
    if done.returncode:
        sys.stderr.write(done.stdout[-2000:] + done.stderr[-2000:])
    return done.returncode == 0
