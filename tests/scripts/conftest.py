"""Checkouts to install in, and families of processes that are ended whatever a test does."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scripts.checkout import Checkout
from tests.scripts.processes import ROOT, Family


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences are compared in the language of the code, whatever the locale."""
    monkeypatch.setattr("scripts.language._catalogue", {})


@pytest.fixture
def family() -> Iterator[Family]:
    family = Family()
    yield family
    family.end()


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Checkout:
    """The real scripts in a folder of their own, with lock files of tiny real wheels."""
    folder = tmp_path / "a checkout"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    return Checkout(folder, python=sys.executable)


@pytest.fixture
def checkout(bare_checkout: Checkout, made_venv: Path) -> Checkout:
    """One whose `.venv` is made but empty: what takes longest is done once for all."""
    shutil.copytree(made_venv, bare_checkout.folder / ".venv", symlinks=True)
    return bare_checkout


@pytest.fixture(scope="session")
def made_venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder
