"""The `.venv`: made by whichever way this machine offers, mended when it no longer works."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.complaint import Complaint
from scripts.language import _

# Variables that would send packages elsewhere, or other packages in here.
MISLEADING = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_PYTHON")
Command = list[str]


def python_of(root: Path) -> Path:
    return root / ".venv" / "bin" / "python"


def make(root: Path) -> Path:
    """A `.venv` with pip in it. Tries venv, virtualenv, pip without ensurepip, and uv."""
    python = python_of(root)
    if works(python) and has_pip(python):
        return python
    failures = []
    for way in _ways(root / ".venv"):
        _remove(root / ".venv")
        failure = _follow(way)
        if failure is None and works(python) and has_pip(python):
            return python
        failures.append(failure or "no pip")
    raise Complaint(_no_way_sentence(failures))


def works(python: Path) -> bool:
    """Whether it starts and is new enough; a Python that was removed leaves a dead link."""
    return _succeeds([str(python), "-c", "import sys; sys.exit(sys.version_info[:2] < (3, 11))"])


def has_pip(python: Path) -> bool:
    return _succeeds([str(python), "-c", "import pip"])


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in MISLEADING}


def _ways(folder: Path) -> Iterator[list[Command]]:
    """Ways to make a virtual environment, the usual one first; each is a list of commands."""
    here, there = sys.executable, str(folder)
    if importlib.util.find_spec("ensurepip"):
        yield [[here, "-m", "venv", there]]
    if importlib.util.find_spec("virtualenv"):
        yield [[here, "-m", "virtualenv", "--quiet", there]]
    elif virtualenv := shutil.which("virtualenv"):
        yield [[virtualenv, "--quiet", "--python", here, there]]
    if importlib.util.find_spec("pip"):
        # Debian without python3-venv, but with python3-pip: an own pip is brought by the other.
        into = [here, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "pip"]
        yield [[here, "-m", "venv", "--without-pip", there], into]
    if uv := shutil.which("uv"):
        yield [[uv, "venv", "--quiet", "--seed", "--python", here, there]]


def _follow(commands: list[Command]) -> str | None:
    """Run them in order; the last line of what the first failing one said, or None."""
    for command in commands:
        try:
            done = _run(command)
        except OSError as error:
            return str(error)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines() or [str(done.returncode)]
            return said[-1]
    return None


def _remove(folder: Path) -> None:
    if not folder.exists():
        return
    if not (folder / "pyvenv.cfg").exists() and any(folder.iterdir()):
        raise Complaint(
            _(
                "{folder} is there but is no virtual environment. Move it away and try again."
            ).format(folder=folder)
        )
    shutil.rmtree(folder)


def _no_way_sentence(failures: list[str]) -> str:
    sentence = _(
        "This Python ({path}) can't make a virtual environment.\n"
        "On Debian and Ubuntu: sudo apt install python3-venv\n"
        "Without root: install uv (one file in your home), or name another Python:"
        " make run PYTHON=/path/to/python3"
    ).format(path=sys.executable)
    return "\n".join([sentence, *(f"  ({failure})" for failure in failures)])


def _succeeds(command: Command) -> bool:
    try:
        return _run(command).returncode == 0
    except OSError:
        return False


def _run(command: Command) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=clean_environment()
    )
