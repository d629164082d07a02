"""A Chromium for the tests: one that is here, else one that can be got, else how to get one."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.complaint import Complaint
from scripts.console import Console
from scripts.language import _

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
MAC_APPLICATIONS = ("Google Chrome", "Chromium", "Microsoft Edge")
APT_PACKAGES = ("chromium", "fonts-liberation")


def find_or_get_browser() -> Path:
    browser = find_browser()
    if browser is None:
        get_browser(Console())
        browser = find_browser()
    if browser is None:
        raise Complaint(
            _(
                "The tests need a Chromium and none could be got. Either of these gives one:\n"
                "  sudo apt install chromium\n"
                "  .venv/bin/playwright install chromium\n"
                "  AVANCE_CHROMIUM=/path/to/chrome make test"
            )
        )
    return browser


def find_browser() -> Path | None:
    """The one that AVANCE_CHROMIUM names, Playwright's own, or one of this system."""
    if named := os.environ.get("AVANCE_CHROMIUM"):
        if not shutil.which(named):
            raise Complaint(
                _("AVANCE_CHROMIUM={path} is no program that can be run.").format(path=named)
            )
        return Path(named)
    return playwrights_own() or on_this_system()


def playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def on_this_system() -> Path | None:
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    for name in MAC_APPLICATIONS:
        path = Path(f"/Applications/{name}.app/Contents/MacOS/{name}")
        if path.exists():
            return path
    return None


def get_browser(console: Console) -> None:
    """By apt where we may, else by Playwright's own download; a failure is told by the caller."""
    if may_use_apt():
        with console.step(_("Installing Chromium with apt-get")):
            install = ["apt-get", "install", "-y", "--no-install-recommends", *APT_PACKAGES]
            if _run(["apt-get", "update"]) and _run(install):
                return
    with console.step(_("Downloading Chromium with Playwright")):
        _run([sys.executable, "-m", "playwright", "install", "chromium"])


def may_use_apt() -> bool:
    return platform.system() == "Linux" and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def _run(command: list[str]) -> bool:
    """Whether it went well; what it says is shown only if it did not."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=quiet)
    if done.returncode:
        sys.stderr.write(done.stdout[-2000:] + done.stderr[-2000:])
    return done.returncode == 0
