"""Where Flower is, for the team's menu."""

import os

from django.conf import settings


def address() -> str:
    """What FLOWER_URL says; else where `make flower` has one up on this machine. Empty without."""
    if settings.FLOWER_URL:
        return str(settings.FLOWER_URL)
    try:
        url, pid = (settings.VAR_DIR / "flower.url").read_text(encoding="utf-8").split()
        os.kill(int(pid), 0)
    except (OSError, ValueError):
        return ""
    return url
