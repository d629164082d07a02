"""Lighthouse over the pages: Google's own program, in a version that is pinned, in a folder of its
own under var/. Signed in, with a live socket: its Chromium has the session's cookie."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from bench.pagina_stage import ARGUMENTS, Product
from scripts.local import ports

VERSION = "12.8.2"  # 13 wants node 22.19
FOLDER = Path(__file__).resolve().parent.parent / "var" / "cache" / f"lighthouse-{VERSION}"
PROGRAM = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices")
ROUNDS = 3
# On a machine that is very busy the browser sometimes does not answer it in time.
TRIES = 3


class NoLighthouse(Exception):
    """It can't be had here; the words say why."""


def ready() -> None:
    """Install it unless it is there."""
    if PROGRAM.exists():
        return
    if not (shutil.which("node") and shutil.which("npm")):
        raise NoLighthouse("Lighthouse needs node 18.16 or newer, with npm, on the PATH.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    command = ["npm", "install", *quiet, f"--prefix={FOLDER}", f"lighthouse@{VERSION}"]
    if subprocess.run(command, check=False).returncode != 0:
        raise NoLighthouse(f"npm could not install lighthouse {VERSION}.")


def scores(product: Product, path: str, *options: str) -> dict[str, float]:
    """The median of a few rounds by category, 0 to 100."""
    found: dict[str, list[float]] = {name: [] for name in CATEGORIES}
    for _ in range(ROUNDS):
        report = judged(product, path, *options)
        for name in CATEGORIES:
            found[name].append(100 * report["categories"][name]["score"])
    for audit in missed(report):
        print(f"    {audit}")
    return {name: median(values) for name, values in found.items()}


def judged(product: Product, path: str, *options: str) -> dict:
    """One report."""
    port = ports.any_free()
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as profile:
        context = product.browser.browser_type.launch_persistent_context(
            profile,
            executable_path=product.chromium,
            args=[*ARGUMENTS, *root, f"--remote-debugging-port={port}"],
        )
        session = {"name": product.cookie, "value": product.session, "url": product.address}
        context.add_cookies([{**session, "sameSite": "Lax"}])
        try:
            return _run(product.address + path, port, *options)
        finally:
            context.close()


def missed(report: dict) -> list[str]:
    """What took points away."""
    weights = {
        one["id"]: one["weight"]
        for category in report["categories"].values()
        for one in category["auditRefs"]
    }
    return [
        f"{name} {audit['score']}: {audit['title']} {audit.get('displayValue', '')}".rstrip()
        for name, audit in report["audits"].items()
        if weights.get(name) and audit["score"] is not None and audit["score"] < 0.9
    ]


def _run(url: str, port: int, *options: str) -> dict:
    command = ["node", str(PROGRAM), url, f"--port={port}", "--output=json", "--quiet"]
    command += [f"--only-categories={','.join(CATEGORIES)}", *options]
    for _ in range(TRIES):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode == 0:
            return json.loads(done.stdout)
    raise NoLighthouse(done.stderr[-2000:])
