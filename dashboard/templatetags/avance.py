"""`{% load avance %}`: words and numbers of runs and videos."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats as django_formats
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import (
    again,
    causes,
    flower,
    formats,
    labels,
    log_labels,
    notice_words,
    results,
    sentences,
)
from dashboard.cards import RunCard
from dashboard.forms.mover import MoverForm
from dashboard.left_words import left_words
from dashboard.report_cards import FigureCard
from dashboard.waiting import Waiting
from dashboard.waiting_words import waiting_span
from proyecto.progress import notices

register = template.Library()
MOST_COUNTED = 99

register.filter("percent", formats.percent)
register.filter("speed", formats.speed)
register.filter("duration", formats.duration)
register.filter("took", formats.took)
register.filter("span", formats.span)
register.filter("size", formats.size)
register.filter("task_label", labels.task_label)
register.filter("state_label", labels.state_label)
register.filter("phase_label", lambda phase, _task="": labels.phase_label(phase))
register.filter("error_words", causes.error_cause)
register.filter("error_what_to_do", causes.error_advice)
register.filter("unit_label", labels.unit_label)
register.filter("figure_label", labels.figure_label)
register.filter("report_title", labels.report_title)
register.filter("change", formats.change)
register.filter("promise_stage", labels.promise_stage)
register.filter("retry_sentence", sentences.retry_sentence)
register.filter("shared_sentence", sentences.shared_sentence)
register.filter("event_sentence", sentences.event_sentence)
register.filter("again_sentences", again.again_sentences)
register.filter("effect_sentence", again.effect_sentence)
register.filter("more_sentence", again.more_sentence)
register.filter("result_of", results.result_of)
register.filter("level_label", log_labels.level_label)
register.filter("notice_sentence", notice_words.sentence)
register.filter("notice_kind", notice_words.kind_label)
register.filter("severity_label", notice_words.severity_label)
register.filter("severity_icon", notice_words.severity_icon)


@register.filter
def eta_words(card: RunCard) -> str:
    """Time left, in words."""
    return left_words(card.low, card.high)


@register.filter
def figure_value(figure: FigureCard) -> str:
    """A figure of a report: money, or a number."""
    if figure.money:
        return formats.money(Decimal(figure.value) / 100)
    return django_formats.number_format(figure.value, force_grouping=True)


@register.filter
def unit(card: RunCard) -> str:
    """What the current phase counts: frames, seconds of sound, or nothing worth showing."""
    counted = labels.UNITS.get(card.phase, "")
    sound_only = card.video is not None and not card.video.height
    return "seconds" if counted and sound_only and card.phase == "convertir" else counted


@register.filter
def error_cause(card: RunCard) -> str:
    """Why it failed."""
    return causes.error_cause(card.error_code, card.error_facts)


@register.filter
def error_advice(card: RunCard) -> str:
    """What to do about it."""
    return causes.error_advice(card.error_code)


@register.filter
def moment(when: datetime | None) -> SafeString | str:
    """A time in the viewer's zone; the page makes it relative while it is recent."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    return format_html(
        '<time datetime="{}" title="{}" data-rel>{}</time>',
        when.isoformat(timespec="seconds"),
        django_formats.date_format(local, "DATETIME_FORMAT"),
        formats.clock(when),
    )


@register.filter
def until(when: datetime) -> SafeString:
    """How long until a time that is to come; the page keeps it true."""
    return format_html(
        '<time datetime="{}" data-in>{}</time>',
        when.isoformat(timespec="seconds"),
        formats.from_now(when),
    )


@register.filter
def countdown(when: datetime) -> SafeString:
    """The same to the second."""
    return format_html(
        '<time datetime="{}" data-count>{}</time>',
        when.isoformat(timespec="seconds"),
        formats.countdown(when),
    )


@register.simple_tag(takes_context=True)
def waiting_words(context: dict[str, Any], waiting: Waiting) -> SafeString:
    """Why a run does not run, and how long it will be; renewed while the page is open."""
    return waiting_span(waiting, bool(context.get("staff")))


@register.filter
def elapsed(since: datetime) -> SafeString:
    """How long it has lasted so far; the page goes on counting."""
    return format_html(
        '<time datetime="{}" data-elapsed>{}</time>',
        since.isoformat(timespec="milliseconds"),
        formats.elapsed(since),
    )


@register.simple_tag
def move_form(card: RunCard) -> MoverForm:
    """The form that moves a run, at the time that it has."""
    return MoverForm(auto_id=f"mover-{card.id}-%s", initial={"cuando": card.run_at})


@register.filter
def instant(when: datetime) -> SafeString:
    """A time to the second, for lists in which every line is recent."""
    local = timezone.localtime(when)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        when.isoformat(timespec="seconds"),
        django_formats.date_format(local, "DATETIME_FORMAT"),
        django_formats.time_format(local, "H:i:s"),
    )


register.simple_tag(flower.address, name="flower_address")


@register.simple_tag
def unattended_notices() -> str:
    """How many notices nobody attends to, for the team's menu; empty when there are none."""
    count = notices.unattended().count()
    return "99+" if count > MOST_COUNTED else str(count or "")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of templates/_icons.html; without a label it is decoration."""
    if label:
        return format_html(
            '<svg class="i" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, name
        )
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's query string with some values changed; empty ones are left out."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value not in {"", None}:
            params[name] = value
    return f"?{params.urlencode()}" if params else "?"
