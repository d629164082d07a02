"""Reads compose.yaml as it stands, before anybody fills in variables."""

import re
from functools import cache
from typing import Any

import yaml

from tests.docs.markdown import ROOT

TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
VARIABLE = re.compile(r"\$\{([A-Z_]+)(:?[-?][^}]*)?\}")
# What runs all the time, and what comes once before it.
OURS = {"web", "worker-video", "worker", "beat", "flower"}
BEFORE = "migrate"
FOREIGN = {"redis", "postgres"}


@cache
def composed() -> dict[str, Any]:
    """The whole file, anchors and merges resolved."""
    return dict(yaml.safe_load(TEXT))


def services() -> dict[str, dict[str, Any]]:
    return dict(composed()["services"])


def variables() -> dict[str, str]:
    """Each variable that the file is filled in with, and what follows its name: a default, or the
    sentence for who has not set it."""
    found: dict[str, str] = {}
    for name, rest in VARIABLE.findall(TEXT):
        found[name] = max(found.get(name, ""), rest, key=len)
    return found


def example() -> dict[str, str]:
    """The variables that .env.example sets."""
    lines = [line for line in EXAMPLE.splitlines() if "=" in line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def shown() -> set[str]:
    """And those besides that it only shows."""
    return set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
