"""Entries of the schedule in words: what they are, when they come, how it went."""

from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from dashboard.cards import RunCard
from dashboard.labels import entry_label, task_label
from dashboard.schedule_cards import EntryCard
from proyecto.progress.models import TaskRun
from proyecto.progress.moments import schedule_of
from proyecto.progress.vocabulary import TaskName

# Tasks whose runs may be called as an entry is.
PERIODIC = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
ABOUT_VIDEOS = {TaskName.PROCESAR_VIDEO, TaskName.CREAR_MUESTRA}
EVERY_DAY, WORKING_DAYS = frozenset(range(7)), frozenset(range(1, 6))
ALL_MONTHS, ALL_DAYS = frozenset(range(1, 13)), frozenset(range(1, 32))


def when_words(entry: PeriodicTask) -> str:
    """When an entry comes, by its own clock: "every day at 03:00"."""
    if entry.crontab:
        return _crontab(entry.crontab, schedule_of(entry))
    if entry.interval:
        return _interval(entry.interval)
    if entry.clocked:
        moment = timezone.localtime(entry.clocked.clocked_time)
        return _("once, on %(moment)s") % {"moment": formats.date_format(moment, "DATETIME_FORMAT")}
    return str(entry.scheduler or "")


def clock_words(card: EntryCard) -> str:
    """Whose clock that is and what it is by the reader's own, where the two differ."""
    zone = card.entry.crontab.timezone if card.entry.crontab else None
    if zone is None:
        return ""
    moment = card.next_at or timezone.now()
    here, there = timezone.localtime(moment), timezone.localtime(moment, zone)
    if here.utcoffset() == there.utcoffset():
        return ""
    city = str(zone).rpartition("/")[2].replace("_", " ")
    if card.next_at is None or len(schedule_of(card.entry).hour) != 1:
        return _("by the clock of %(city)s") % {"city": city}
    time = formats.time_format(here, "H:i")
    return _("by the clock of %(city)s; %(time)s by yours") % {"city": city, "time": time}


def outcome_words(card: EntryCard) -> str:
    """What a run that went well did, in one line; nothing where its own page says it better."""
    result: dict[str, Any] = card.result if isinstance(card.result, dict) else {}
    if card.run is None or card.run.state != "done":
        return ""
    if "deleted" in result:
        n = int(result["deleted"])
        return ngettext("%(n)s session deleted", "%(n)s sessions deleted", n) % {"n": _number(n)}
    if "expired" in result:
        n = int(result["expired"])
        ended = ngettext("%(n)s plan ended", "%(n)s plans ended", n) % {"n": _number(n)}
        return f"{ended}, {_letters(result)}"
    return _letters(result) if "sent" in result else ""


def _letters(result: dict[str, Any]) -> str:
    sent, refused = int(result.get("sent", 0)), int(result.get("refused", 0))
    words = ngettext("%(n)s mail sent", "%(n)s mails sent", sent) % {"n": _number(sent)}
    if refused:
        more = ngettext("%(n)s refused", "%(n)s refused", refused) % {"n": _number(refused)}
        words = f"{words}, {more}"
    return words


def _number(n: int) -> str:
    return formats.number_format(n, force_grouping=True)


def _crontab(row: CrontabSchedule, schedule: Any) -> str:
    if schedule is None:
        return _described(row)
    minutes, hours = schedule.minute, schedule.hour
    if len(minutes) == 1 and len(hours) == 1 and schedule.month_of_year == ALL_MONTHS:
        days = _days(frozenset(schedule.day_of_week), frozenset(schedule.day_of_month))
        if days:
            time = f"{min(hours):02d}:{min(minutes):02d}"
            return _("%(days)s at %(time)s") % {"days": days, "time": time}
    always = schedule.day_of_week == EVERY_DAY and schedule.day_of_month == ALL_DAYS
    if f"{row.minute} {row.hour}".startswith("0 */") and always:
        n = 24 // len(hours)
        if len(hours) * n == 24 and schedule.month_of_year == ALL_MONTHS:
            if n == 1:
                return _("every full hour")
            return _("every %(n)d hours, from midnight on") % {"n": n}
    return _described(row)


def _days(weekdays: frozenset[int], days: frozenset[int]) -> str:
    if weekdays == EVERY_DAY and days == ALL_DAYS:
        return _("every day")
    if weekdays == EVERY_DAY and len(days) == 1:
        return _("on day %(day)d of every month") % {"day": min(days)}
    if days != ALL_DAYS:
        return ""
    if weekdays == WORKING_DAYS:
        return _("Monday to Friday")
    # Celery's week begins with Sunday, that of Django with Monday.
    names = ", ".join(str(WEEKDAYS[(day - 1) % 7]) for day in sorted(weekdays))
    # English writes its days with a capital, Spanish does not, whatever Django thinks.
    return _("every %(weekday)s") % {"weekday": names if get_language() == "en" else names.lower()}


def _described(row: CrontabSchedule) -> str:
    """Any other pattern, as whoever made it wrote it."""
    parts = row.minute, row.hour, row.day_of_month, row.month_of_year, row.day_of_week
    return _("by the pattern %(pattern)s") % {"pattern": " ".join(parts)}


def _interval(interval: IntervalSchedule) -> str:
    """In the largest unit that is whole."""
    units = (
        (86400, _("once a day"), _("every %(n)d days")),
        (3600, _("every hour"), _("every %(n)d hours")),
        (60, _("every minute"), _("every %(n)d minutes")),
        (1, _("every second"), _("every %(n)d seconds")),
    )
    seconds = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}.get(interval.period, 0)
    for size, one, many in units:
        n, rest = divmod(interval.every * seconds, size)
        if n and not rest:
            return one if n == 1 else many % {"n": n}
    return str(interval)


def run_title(run: RunCard | TaskRun) -> str:
    """What a run is called: one of the schedule bears the name of its entry, one that was given no
    title that of its kind. A video that has none is called so where it is shown."""
    title = entry_label(run.title) if run.task in PERIODIC else run.title
    return title or ("" if run.task in ABOUT_VIDEOS else task_label(run.task))
