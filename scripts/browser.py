"""A Chromium for the tests: one that is here, else one that can be got, else how to get one."""

import os
import shutil
import sys
from pathlib import Path

from scripts.apt import apt_install, may_use_apt, quietly
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
            if apt_install(*APT_PACKAGES):
                return
    with console.step(_("Downloading Chromium with Playwright")):
        quietly([sys.executable, "-m", "playwright", "install", "chromium"])
