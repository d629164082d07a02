"""`{% load sistema %}`: words and numbers of the installation."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext_lazy

from dashboard.system.action_words import sentence
from proyecto.progress.presence import Word

register = template.Library()

STATES = {
    "busy": gettext_lazy("at work"),
    "idle": gettext_lazy("free"),
    "draining": gettext_lazy("takes no new work"),
    "gone": gettext_lazy("stopped"),
    "silent": gettext_lazy("not heard any more"),
}

register.filter("action_sentence", sentence)


@register.filter
def worker_state(state: str) -> str:
    """How a worker is."""
    return str(STATES.get(state, state))


@register.filter
def quick(ms: float) -> str:
    """A short time: "41 ms"; what is less than one is not worth its digits."""
    whole = round(ms)
    return f"{whole}\N{NO-BREAK SPACE}ms" if whole else "< 1\N{NO-BREAK SPACE}ms"


@register.filter
def permille(share: float) -> int:
    """0.712 -> 712."""
    return round(share * 1000)


@register.filter
def sockets(words: Iterable[Word]) -> int:
    """How many pages all web processes keep live."""
    return sum(int(word.facts.get("sockets", 0)) for word in words)
