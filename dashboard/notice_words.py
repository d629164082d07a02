"""What notices say, on their page and in the mails to ADMINS.

A notice is a kind with facts, kept in the ledger; here it becomes words in the reader's language.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from dashboard.causes import error_cause
from dashboard.formats import day_and_clock
from dashboard.labels import entry_label, task_label

KINDS = {
    "run_failed": gettext_lazy("Failed tasks"),
    "run_rejected": gettext_lazy("Turned down"),
    "payment_failed": gettext_lazy("Payments"),
    "mail_failed": gettext_lazy("Mail to the administrators"),
    "missed_schedule": gettext_lazy("Missed moments"),
}
# kind: sentence. `task`, `why`, `entry` and `when` are words made from the facts; all others are as
# given.
SENTENCES = {
    "run_failed": gettext_lazy("%(task)s failed. %(why)s"),
    "run_rejected": gettext_lazy("%(task)s: turned down. %(why)s"),
    "payment_failed": gettext_lazy("A payment failed. %(why)s"),
    "mail_failed": gettext_lazy("Administrators get no mail. %(why)s"),
    "missed_schedule": gettext_lazy("%(entry)s was due %(when)s and was not started."),
}
SEVERITIES = {
    "error": gettext_lazy("Error"),
    "warning": gettext_lazy("Warning"),
    "info": gettext_lazy("News"),
}
ICONS = {"error": "failed", "warning": "warn", "info": "info"}


def sentence(notice: Any) -> str:
    """What happened; of a kind that nobody has found words for, its name."""
    facts = defaultdict(lambda: "?", {name: str(value) for name, value in notice.facts.items()})
    if "task" in notice.facts:
        facts["task"] = task_label(notice.facts["task"])
    if "error" in notice.facts:
        facts["why"] = error_cause(notice.facts["error"], notice.facts.get("error_facts", {}))
    if "due_at" in notice.facts:
        facts["entry"] = entry_label(notice.facts["name"])
        facts["when"] = day_and_clock(datetime.fromisoformat(notice.facts["due_at"]))
    words = SENTENCES.get(notice.kind)
    return str(words) % facts if words else str(notice.kind)


def kind_label(kind: str) -> str:
    """A kind of notice."""
    return str(KINDS.get(kind, kind))


def severity_label(severity: str) -> str:
    """How bad it is."""
    return str(SEVERITIES.get(severity, severity))


def severity_icon(severity: str) -> str:
    """The symbol of templates/_icons.html for it."""
    return ICONS.get(severity, "warn")
