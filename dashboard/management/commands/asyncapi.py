"""`python manage.py asyncapi`: docs/asyncapi.yaml, anew from the types."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from dashboard.api.asyncapi import document
from dashboard.api.yaml_text import yaml_text


class Command(BaseCommand):
    """Writes the file; a test says when it is stale."""

    help = "Write docs/asyncapi.yaml anew, from the types that travel."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write it."""
        text = yaml_text(document())
        (settings.BASE_DIR / "docs" / "asyncapi.yaml").write_text(text, encoding="utf-8")
