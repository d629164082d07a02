"""What somebody of the team did, in a sentence without who did it."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dashboard.labels import entry_label
from dashboard.notice_words import kind_label
from proyecto.progress.models import Action

# By verb; `target` is what it was done to, `n` how many.
SENTENCES: dict[str, Promise] = {
    "queue.pause": gettext_lazy("paused the queue %(target)s"),
    "queue.resume": gettext_lazy("resumed the queue %(target)s"),
    "worker.drain": gettext_lazy("had %(target)s take no new work"),
    "worker.undrain": gettext_lazy("had %(target)s take work again"),
    "periodic.run": gettext_lazy("had “%(target)s” run outside its hours"),
    "periodic.pause": gettext_lazy("paused “%(target)s”"),
    "periodic.resume": gettext_lazy("resumed “%(target)s”"),
    "periodic.restore": gettext_lazy("put “%(target)s” back"),
    "notice.acknowledged": gettext_lazy("attends to a notice: %(target)s"),
    "notice.assigned": gettext_lazy("gave a notice to somebody: %(target)s"),
    "notice.released": gettext_lazy("attends to a notice no more: %(target)s"),
    "notice.muted": gettext_lazy("muted a notice: %(target)s"),
    "notice.unmuted": gettext_lazy("let a notice be heard again: %(target)s"),
    "notice.resolved": gettext_lazy("resolved a notice: %(target)s"),
    "run.cancel": gettext_lazy("cancelled “%(target)s”"),
    "run.retry": gettext_lazy("had “%(target)s” tried again"),
}


def _kind_of(cause: str) -> str:
    return kind_label(cause.partition(":")[0])


NAMES: dict[str, Callable[[str], str]] = {"periodic": entry_label, "notice": _kind_of}


def sentence(action: Action) -> str:
    """Such as "paused the queue video". A deed of a newer release is told as it was written."""
    words = SENTENCES.get(action.verb)
    if words is None:
        return f"{action.verb} {action.target}".strip()
    named = NAMES.get(action.verb.partition(".")[0], str)
    facts: dict[str, Any] = {"n": "", **action.facts, "target": named(action.target)}
    return str(words) % facts
