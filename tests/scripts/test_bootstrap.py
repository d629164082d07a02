"""The door: an old Python says that it is old, or hands over to a newer one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripts.checkout import Checkout

OLD_NAMES = ("python3.6", "python3.7", "python3.8", "python3.9", "python3.10")
PRETEND = """\
import runpy, sys
sys.version_info = (3, 8, 18, "final", 0)
sys.argv[0] = "bootstrap"
runpy.run_module("scripts.bootstrap", run_name="__main__")
"""


def old_python() -> list[str]:
    """A really old Python where there is one, else ours with an old version number."""
    for name in OLD_NAMES:
        path = shutil.which(name)
        if (
            path
            and subprocess.run([path, "-c", ""], check=False, capture_output=True).returncode == 0
        ):
            found = subprocess.check_output([path, "-c", "import sys; print(sys.executable)"])
            return [found.decode().strip(), "-m", "scripts.bootstrap"]
    return [sys.executable, "-c", PRETEND]


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    (tmp_path / "nothing").mkdir()
    return tmp_path / "nothing"


def test_an_old_python_says_which_one_is_needed(bare_checkout: Checkout, nothing: Path) -> None:
    done = subprocess.run(
        [*old_python(), "hello"],
        check=False,
        cwd=bare_checkout.folder,
        env=bare_checkout.environment | {"PATH": str(nothing)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "Avance needs Python 3.11 or newer; this one is 3." in done.stderr
    assert "make run PYTHON=" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_python_hands_over_to_a_newer_one_on_the_path(
    bare_checkout: Checkout, nothing: Path
) -> None:
    # One that is there by name only, as pyenv's shims are, is passed over.
    (nothing / "python3.13").write_text("#!/bin/sh\nexit 127\n")
    (nothing / "python3.13").chmod(0o755)
    (nothing / "python3.11").symlink_to(sys.executable)
    done = subprocess.run(
        [*old_python(), "hello", "you"],
        check=False,
        cwd=bare_checkout.folder,
        env=bare_checkout.environment | {"PATH": f"{nothing}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("1.0 you\n")


def test_make_says_it_when_there_is_no_python_at_all(bare_checkout: Checkout) -> None:
    shutil.copy(Path(__file__).parents[2] / "Makefile", bare_checkout.folder)
    done = subprocess.run(
        ["make", "run", "PYTHON=python-that-is-not-here"],
        check=False,
        cwd=bare_checkout.folder,
        capture_output=True,
        text=True,
    )

    assert done.returncode != 0
    assert "install Python 3.11 or newer" in done.stderr
