"""What people did about a notice, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.formats import day_and_clock
from dashboard.notice_words import over_sentence
from proyecto.progress.models import Notification, NotificationEvent

What = NotificationEvent.What
SENTENCES = {
    What.ACKNOWLEDGED: gettext_lazy("%(who)s attends to it"),
    What.ASSIGNED: gettext_lazy("%(who)s gave it to %(whom)s"),
    What.RELEASED: gettext_lazy("%(who)s put it back: nobody attends to it"),
    What.MUTED: gettext_lazy("%(who)s muted it until %(when)s"),
    What.UNMUTED: gettext_lazy("%(who)s unmuted it"),
    What.RESOLVED: gettext_lazy("%(who)s resolved it"),
}


def event_words(event: NotificationEvent) -> str:
    """One thing that was done; of what came about by itself, that it did."""
    if event.who is None and event.what == What.UNMUTED:
        return _("Unmuted by itself: its time is over")
    if event.who is None and event.what == What.RESOLVED:
        return over_sentence(event.notification.kind)
    facts = {
        "who": str(event.who or "–"),
        "whom": str(event.whom or "–"),
        "when": day_and_clock(event.until) if event.until else "",
    }
    return str(SENTENCES[What(event.what)]) % facts


def note_of(notice: Notification) -> str:
    """What somebody wrote when they resolved it."""
    events = list(notice.events.all())
    return events[-1].note if events else ""
