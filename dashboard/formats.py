"""Numbers as people read them, in the active language. The page's own code follows the same rules
for what ticks (static/js/format.js)."""

import math
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUTE, HOUR = 60, 3600


def percent(permille: int) -> str:
    """435 -> "43%": rounded down, so that it is never better than the truth."""
    return f"{permille // 10}%"


def change(share: float) -> str:
    """0.053 -> "+5.3 %": how much more or less than before."""
    # Django cuts digits off instead of rounding.
    shown = formats.number_format(round(abs(share) * 100, 1), 1, force_grouping=True)
    return f"{'+' if share >= 0 else '−'}{shown}\N{NO-BREAK SPACE}%"


def month_and_year(month: date) -> str:
    """ "October 2026", or "octubre de 2026": in the middle of a sentence."""
    return as_date(month, "YEAR_MONTH_FORMAT")


def as_date(day: date, how: str) -> str:
    """A date in a format of Django's, as it stands in the middle of a sentence."""
    written = formats.date_format(day, how)
    # Django writes the months of Mexico, and of no other country, with a capital.
    return written.lower() if (get_language() or "").startswith("es") else written


def time_left(seconds: float | None) -> str:
    """Rounded up and coarse on purpose: an estimate that changes every second is none."""
    if seconds is None:
        return _("estimating…")
    if seconds <= MINUTE:
        return _("less than 1 min")
    minutes = math.ceil(seconds / MINUTE)
    if minutes < 60:
        return ngettext("about %(n)d min", "about %(n)d min", minutes) % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return _("more than a day")
    if not rest:
        return _("about %(h)d h") % {"h": hours}
    return _("about %(h)d h %(m)d min") % {"h": hours, "m": rest}


def speed(times: float | None) -> str:
    """1.44 -> "1.4×": seconds of film a second of clock."""
    return f"{formats.localize(round(times, 1))}×" if times else "–"


def duration(seconds: float | None) -> str:
    """123.4 -> "2:03", 3723 -> "1:02:03"."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    hours, rest = divmod(whole, HOUR)
    minutes, left = divmod(rest, MINUTE)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def took(seconds: float | None) -> str:
    """How long a step took: tenths below ten seconds, as a duration above."""
    if seconds is None:
        return ""
    if seconds < 10:
        return f"{formats.number_format(seconds, 1)} s"
    return f"{round(seconds)} s" if seconds < MINUTE else duration(seconds)


def span(seconds: float) -> str:
    """Much or little work in units that everybody reads: "3 h 20 min", "12 min", "8 s"."""
    whole = math.ceil(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    hours, minutes = divmod(round(whole / MINUTE), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def size(count: int | None) -> str:
    """Bytes with the unit that people know: "3.4 MB"."""
    if not count:
        return "0 B"
    power = min(4, int(math.log(count, 1000)))
    number = count / 1000**power
    shown = formats.number_format(number, 1 if power and number < 100 else 0)
    return f"{shown} {('B', 'kB', 'MB', 'GB', 'TB')[power]}"


def money(amount: Decimal | str | float, currency: str = "MXN") -> str:
    """Pesos as they are written in Mexico, "$1,250.00"; other money with its name."""
    try:
        number = f"{Decimal(amount):,.2f}"
    except InvalidOperation:
        return str(amount)  # what a task wrote must not break the page that shows it
    return f"${number}" if currency.upper() == "MXN" else f"{number} {currency.upper()}"


def clock(moment: datetime) -> str:
    """A time of day today, else with the date, in the current zone."""
    local = timezone.localtime(moment)
    if local.date() == timezone.localdate():
        return formats.time_format(local, "H:i")
    return f"{as_date(local, 'j M')} {formats.time_format(local, 'H:i')}"


def day_and_clock(moment: datetime) -> str:
    """A day and a time of day as people say it, in the current zone: "today at 18:00"."""
    local = timezone.localtime(moment)
    facts = {
        "day": as_date(local, "j M"),
        "time": formats.time_format(local, "H:i"),
    }
    days = (local.date() - timezone.localdate()).days
    if days == 0:
        return _("today at %(time)s") % facts
    if days == 1:
        return _("tomorrow at %(time)s") % facts
    return _("on %(day)s at %(time)s") % facts


def from_now(moment: datetime) -> str:
    """How long until then, as the page's own code goes on saying it: "in 2 h"."""
    minutes = math.ceil((moment - timezone.now()).total_seconds() / MINUTE)
    if minutes <= 0:
        return _("any moment now")
    if minutes < 60:
        return _("in %(n)d min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("in %(n)d h") % {"n": round(minutes / 60)}
    return _("in %(n)d days") % {"n": round(minutes / 60 / 24)}


def countdown(moment: datetime) -> str:
    """The same for what is near, to the second: "in 9 s"."""
    seconds = math.ceil((moment - timezone.now()).total_seconds())
    return _("in %(n)d s") % {"n": seconds} if 0 < seconds < 2 * MINUTE else from_now(moment)


def elapsed(since: datetime) -> str:
    """How long something has lasted, in whole seconds: "12 s", "2:03"."""
    seconds = max(0, math.floor((timezone.now() - since).total_seconds()))
    return f"{seconds} s" if seconds < MINUTE else duration(seconds)
