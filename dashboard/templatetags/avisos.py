"""`{% load avisos %}`: words of notices, and of the days that they stand under."""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard import notice_history, notice_words
from dashboard.formats import as_date, day_and_clock

register = template.Library()

register.filter("notice_advice", notice_words.advice)
register.filter("notice_event", notice_history.event_words)
register.filter("notice_note", notice_history.note_of)
register.filter("day_and_clock", day_and_clock)


@register.filter
def day_of(moment: datetime) -> date:
    """The day of a moment in the viewer's zone."""
    return timezone.localdate(moment)


@register.filter
def day_words(day: date) -> str:
    """Today, yesterday, or which one."""
    today = timezone.localdate()
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return as_date(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


@register.simple_tag
def bell_label(unattended: str) -> str:
    """What the bell is called: how many notices nobody attends to."""
    if not unattended:
        return _("Notices")
    return _("Notices: {n} that nobody attends to").replace("{n}", unattended)
