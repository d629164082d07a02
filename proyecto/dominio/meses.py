"""Months of the shop's own calendar, which is not that of whoever looks."""

import re
from datetime import datetime

from django.utils import timezone

FIRST_YEAR = 2000
WRITTEN = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)


def bounds(mes: str) -> tuple[datetime, datetime] | None:
    """From when up to, not including, when "2026-10" lasts; None if there is no such month."""
    found = WRITTEN.fullmatch(mes.strip())
    year, month = map(int, found.groups()) if found else (0, 0)
    if not (FIRST_YEAR <= year <= 9998 and 1 <= month <= 12):
        return None
    return _midnight(year, month), _midnight(year + month // 12, month % 12 + 1)


def _midnight(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=timezone.get_default_timezone())
