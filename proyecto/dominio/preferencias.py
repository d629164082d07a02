"""What a person likes to read: which language, and the clock of which place."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings


def language_of(user: Any) -> str:
    """The language that a person chose; where nobody is there whose browser could be asked, else
    the project's."""
    chosen = getattr(user, "idioma", "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def zone_of(user: Any) -> ZoneInfo:
    """A person's time zone; a name that is not known any more counts as none."""
    try:
        return ZoneInfo(getattr(user, "zona_horaria", "") or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)
