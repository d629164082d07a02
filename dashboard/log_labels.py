"""The words for how bad a line of a log is."""

from django.utils.translation import gettext_lazy, pgettext_lazy

LEVELS = {
    "info": pgettext_lazy("log", "Info"),
    "step": pgettext_lazy("log", "Step"),
    "warning": gettext_lazy("Warning"),
    "error": gettext_lazy("Error"),
    "gap": "…",
}


def level_label(level: str) -> str:
    """A level; an unknown one is its own word."""
    return str(LEVELS.get(level, level))
