"""What notices say, on their page and in the mails to ADMINS.

A notice is a kind with facts, kept in the ledger; here it becomes words in the reader's language.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dashboard.causes import error_advice, error_cause
from dashboard.formats import day_and_clock, size
from dashboard.labels import entry_label, task_label

KINDS = {
    "run_failed": gettext_lazy("Failed tasks"),
    "run_rejected": gettext_lazy("Turned down"),
    "payment_failed": gettext_lazy("Payments"),
    "mail_failed": gettext_lazy("Mail to the administrators"),
    "missed_schedule": gettext_lazy("Missed moments"),
    "run_lost": gettext_lazy("Work that lost its worker"),
    "worker_lost": gettext_lazy("Lost workers"),
    "queue_old": gettext_lazy("Slow queues"),
    "disk_low": gettext_lazy("Disk space"),
    "broker_away": gettext_lazy("Queue service"),
    "new_account": gettext_lazy("New accounts"),
    "webhook_off": gettext_lazy("Webhooks that were switched off"),
}
# kind: sentence. `task`, `why`, `entry`, `when` and `free` are words made from the facts; all
# others are as given.
SENTENCES = {
    "run_failed": gettext_lazy("%(task)s failed. %(why)s"),
    "run_rejected": gettext_lazy("%(task)s: turned down. %(why)s"),
    "payment_failed": gettext_lazy("A payment failed. %(why)s"),
    "mail_failed": gettext_lazy("Administrators get no mail. %(why)s"),
    "missed_schedule": gettext_lazy("%(entry)s was due %(when)s and was not started."),
    "run_lost": gettext_lazy("A process of the worker %(worker)s died over its work."),
    "worker_lost": gettext_lazy("The worker %(worker)s is gone, without a word since %(when)s."),
    "queue_old": gettext_lazy("Work in the queue %(queue)s has been waiting since %(when)s."),
    "disk_low": gettext_lazy("The disk is almost full: %(free)s left, %(percent)s%%."),
    "broker_away": gettext_lazy("The queue service has not answered since %(when)s."),
    "new_account": gettext_lazy("%(name)s made an account."),
    "webhook_off": gettext_lazy(
        "The webhook of %(who)s to %(host)s was switched off: nothing has arrived since %(when)s."
    ),
}
# kind: what to do about it. Of a run that failed, what its error says.
ADVICE = {
    "missed_schedule": gettext_lazy(
        "Look whether the scheduler is up, and start it by hand if it is still wanted."
    ),
    "run_lost": gettext_lazy(
        "The work goes on by itself. If it happens again, look at the worker's log and give it "
        "more memory."
    ),
    "worker_lost": gettext_lazy(
        "Its work goes on elsewhere by itself. Start it again, and look at its log if it does not "
        "come back."
    ),
    "queue_old": gettext_lazy(
        "Look whether a worker serves this queue and whether it has too much to do; start another."
    ),
    "disk_low": gettext_lazy(
        "Delete what nobody needs, or give it more room. When it is full, uploads and work stop."
    ),
    "broker_away": gettext_lazy(
        "Look whether Redis is up and can be reached. Work already started goes on, new work is "
        "kept and starts by itself."
    ),
    "webhook_off": gettext_lazy(
        "Its owner switches it on again on their page, once the receiver answers."
    ),
}
# kind: what is said when it is over by itself.
OVER = {
    "queue_old": gettext_lazy("Over by itself: the work was begun."),
    "disk_low": gettext_lazy("Over by itself: there is room again."),
    "broker_away": gettext_lazy("Over by itself: it answers again."),
    "worker_lost": gettext_lazy("Over by itself: the worker is back."),
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
    if "since" in notice.facts:
        facts["when"] = day_and_clock(datetime.fromisoformat(notice.facts["since"]))
    if "free" in notice.facts:
        facts["free"] = size(notice.facts["free"])
    words = SENTENCES.get(notice.kind)
    said = str(words) % facts if words else str(notice.kind)
    return f"{said} {_more(notice)}".rstrip()


def advice(notice: Any) -> str:
    """What to do about it; empty where there is nothing to be said."""
    if "error" in notice.facts and notice.kind != "run_rejected":
        return error_advice(notice.facts["error"])
    return str(ADVICE.get(notice.kind, ""))


def over_sentence(kind: str) -> str:
    """That a trouble ended by itself."""
    return str(OVER.get(kind, _("Over by itself.")))


def kind_label(kind: str) -> str:
    """A kind of notice."""
    return str(KINDS.get(kind, kind))


def severity_label(severity: str) -> str:
    """How bad it is."""
    return str(SEVERITIES.get(severity, severity))


def severity_icon(severity: str) -> str:
    """The symbol of templates/_icons.html for it."""
    return ICONS.get(severity, "warn")


def _more(notice: Any) -> str:
    """How hard it was tried; how many others there are."""
    if notice.kind == "new_account" and notice.count > 1:
        others = notice.count - 1
        return ngettext("%(n)s other did so that day.", "%(n)s others did so that day.", others) % {
            "n": others
        }
    attempts = notice.facts.get("attempts", 1)
    return _("It was tried %(n)s times.") % {"n": attempts} if attempts > 1 else ""
