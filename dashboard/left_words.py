"""Time left as people say it: a range, as coarse as it is uncertain. The page's own code follows
the same rules for what ticks (static/js/left.js)."""

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3600, 86400
# Ends that are so near to each other are one number.
NARROW = 1.25
# Beyond so many minutes nobody counts single ones.
FINE_MINUTES, STEP_MINUTES = 10, 5


def left_words(low: float | None, high: float | None) -> str:
    """Seconds between `low` and `high`: rounded so that the range is never better than the
    truth."""
    if low is None or high is None:
        return _("no estimate yet")
    if low >= DAY:
        return _("more than a day")
    if high <= HOUR:
        return _minutes(low, high)
    return _hours(low, high)


def _minutes(low: float, high: float) -> str:
    first, last = _down(low / MINUTE), _up(high / MINUTE)
    if first == 0:
        return _("less than %(n)d min") % {"n": max(1, last)}
    if first == last or high <= NARROW * low:
        n = _up((low + high) / 2 / MINUTE)
        return ngettext("about %(n)d min", "about %(n)d min", n) % {"n": n}
    return _("between %(low)d and %(high)d min") % {"low": first, "high": last}


def _hours(low: float, high: float) -> str:
    last = math.ceil(high / HOUR)
    if low < HOUR:
        first = _down(low / MINUTE)
        if first == 0:
            return _("less than %(n)d h") % {"n": last}
        return _("between %(low)d min and %(high)d h") % {"low": first, "high": last}
    first = math.floor(low / HOUR)
    if high >= DAY:
        return _("more than an hour") if first == 1 else _("more than %(n)d h") % {"n": first}
    if high <= NARROW * low:
        minutes = math.ceil((low + high) / 2 / MINUTE / STEP_MINUTES) * STEP_MINUTES
        hours, rest = divmod(minutes, 60)
        if not rest:
            return _("about %(h)d h") % {"h": hours}
        return _("about %(h)d h %(m)d min") % {"h": hours, "m": rest}
    return _("between %(low)d and %(high)d h") % {"low": first, "high": last}


def _down(minutes: float) -> int:
    whole = math.floor(minutes)
    return whole if whole < FINE_MINUTES else whole // STEP_MINUTES * STEP_MINUTES


def _up(minutes: float) -> int:
    whole = math.ceil(minutes)
    return whole if whole <= FINE_MINUTES else math.ceil(whole / STEP_MINUTES) * STEP_MINUTES
