"""`{% load protocolo %}`: words about the protocol."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
CODE = re.compile(r"`([^`]+)`")


@register.filter
def marked(text: object) -> SafeString:
    """What stands between backticks as code."""
    return mark_safe(CODE.sub(r"<code>\1</code>", escape(str(text))))  # noqa: S308 - escaped before
