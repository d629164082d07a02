"""One letter to one person: HTML and plain text, in their language and time zone."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from proyecto.dominio.preferencias import language_of, zone_of


def letter(
    name: str,
    user: Any,
    key: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """The letter `templates/emails/<name>`, of which the first line of the plain text is the
    subject. `key` says what it is for all time: the same key is the same Message-ID, by which
    mail programs, and we, know a letter that came twice."""
    language = language_of(user)
    with translation.override(language), timezone.override(zone_of(user)):
        given = {**context, "user": user, "site": settings.SITE_URL, "language": language}
        subject, _, text = render_to_string(f"emails/{name}.txt", given).strip().partition("\n")
        html = render_to_string(f"emails/{name}.html", {**given, "subject": subject})
    message = EmailMultiAlternatives(
        " ".join(subject.split()),
        text.strip() + "\n",
        to=[user.email],
        headers={
            **(headers or {}),
            "Message-ID": message_id(key),
            "Content-Language": language,
            # RFC 3834: nobody's "I am on holiday" comes back for it.
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(html, "text/html")
    return message


def message_id(key: str) -> str:
    """The same for the same key, here; another installation's are others."""
    unique = salted_hmac("proyecto.mail", key, algorithm="sha256").hexdigest()[:40]
    return f"<{unique}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip(' >')}>"
