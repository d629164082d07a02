"""`{% load pedidos %}`: words and numbers of orders."""

from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import formats as django_formats
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import formats, order_cards, order_labels, payment_labels
from dashboard.causes import error_cause
from dashboard.payment_cards import AttemptCard

register = template.Library()

register.filter("order_state", order_labels.order_state)
register.filter("order_level", order_labels.order_level)
register.filter("channel_label", order_labels.channel_label)
register.filter("region_label", order_labels.region_label)
register.filter("money", formats.money)
register.filter("card_label", payment_labels.card_label)
register.filter("clock", formats.clock)


@register.filter
def attempt_cause(attempt: AttemptCard) -> str:
    """Why an attempt to charge led nowhere."""
    return error_cause(attempt.error, attempt.error_facts) if attempt.error else ""


@register.filter
def orders_words(href: str | None) -> str:
    """What a link from a run to its orders says; nothing, if it leads somewhere else."""
    if not href or not href.startswith(reverse("pedidos")):
        return ""
    return order_cards.orders_words(href)


@register.filter
def order_moment(when: datetime) -> SafeString:
    """When it was, in the viewer's zone, with the year: orders go back far."""
    local = timezone.localtime(when)
    return format_html(
        '<time datetime="{}" title="{}">{} {}</time>',
        when.isoformat(timespec="seconds"),
        django_formats.date_format(local, "DATETIME_FORMAT"),
        formats.as_date(local, "j M Y"),
        django_formats.time_format(local, "H:i"),
    )
