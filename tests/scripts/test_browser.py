"""The browser of the tests: the named one first, then one that is here, else how to get one."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import browser
from scripts.complaint import Complaint
from tests.scripts.processes import ROOT


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_named_one_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = program(tmp_path, "my-own-chrome")
    monkeypatch.setenv("AVANCE_CHROMIUM", str(named))

    assert browser.find_browser() == named


def test_a_named_one_that_is_not_there_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVANCE_CHROMIUM", "/nowhere/chrome")

    with pytest.raises(Complaint, match="AVANCE_CHROMIUM=/nowhere/chrome"):
        browser.find_browser()


@pytest.mark.parametrize("name", ["chromium", "google-chrome", "microsoft-edge"])
def test_one_of_the_system_is_found_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    here = program(tmp_path, name)

    assert browser.on_this_system() == here


@pytest.mark.slow
def test_without_any_the_tests_fail_and_say_how_to_get_one(tmp_path: Path) -> None:
    # No apt-get on this PATH, no browser of Playwright's in this folder, and no way to its site.
    nobody = "http://127.0.0.1:9"
    done = subprocess.run(
        [sys.executable, "-m", "scripts.test", "--collect-only"],
        check=False,
        cwd=ROOT,
        env={
            "PATH": str(tmp_path),
            "HOME": str(tmp_path),
            "LANG": "en_US.UTF-8",
            "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "browsers"),
            "PLAYWRIGHT_DOWNLOAD_HOST": nobody,
        },
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 1
    assert "sudo apt install chromium" in done.stderr
    assert ".venv/bin/playwright install chromium" in done.stderr


def test_a_real_one_is_found_here() -> None:
    found = browser.find_browser()

    assert found
    version = subprocess.run([found, "--version"], check=True, capture_output=True, text=True)
    assert any(name in version.stdout for name in ("Chrom", "Edge"))
