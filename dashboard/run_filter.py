"""Which runs somebody looks for, as the URL of the list says: one reading for the page, which asks
the database, and for its socket, which judges what happens. Both must agree, or a card would come
that the next page load takes away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from proyecto.dominio.nombres import bare, called, plain
from proyecto.progress.events import LiveState
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import WAITING, TaskState

STATES: dict[str, frozenset[TaskState]] = {
    "running": frozenset({TaskState.STARTED}),
    "waiting": WAITING,
    "done": frozenset({TaskState.SUCCESS}),
    "failed": frozenset({TaskState.FAILURE}),
    "cancelled": frozenset({TaskState.REVOKED}),
}
# How many days back it begins and how many days it takes.
DAYS = {"hoy": (0, 1), "ayer": (1, 1), "7d": (6, 7), "30d": (29, 30)}
KIND = re.compile(r"[\w.-]{1,100}", re.ASCII)
LONGEST = 100
FEW = 500
MOST_WORDS = 6
# Further away, the day after it or its midnight elsewhere might not exist any more.
FIRST_YEAR, LAST_YEAR = 1970, 9000


@dataclass(frozen=True, slots=True)
class RunFilter:
    """What was asked for; empty is everything. `desde` and `hasta` are days, both included.
    `unread` are the names of what was given and means nothing."""

    estado: str = ""
    de: str = ""
    tipo: str = ""
    fecha: str = ""
    desde: date | None = None
    hasta: date | None = None
    q: str = ""
    unread: tuple[str, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return bool(self.asked())

    def asked(self) -> dict[str, str]:
        """What is asked for, as the URL says it."""
        values = {name: getattr(self, name) for name in NAMES}
        return {name: str(value) for name, value in values.items() if value}

    def narrow(self, runs: QuerySet[TaskRun], user_id: int, zone: str) -> QuerySet[TaskRun]:
        """Those of `runs` that fit."""
        wanted = Q()
        if self.estado:
            wanted &= in_one_of(
                STATES[self.estado], runs.filter(owner=user_id) if self.de else runs
            )
        if self.tipo:
            wanted &= Q(task=self.tipo)
        if self.de:
            wanted &= Q(owner=user_id)
        begin, end = self._between(zone)
        if begin is not None:
            wanted &= Q(created_at__gte=begin)
        if end is not None:
            wanted &= Q(created_at__lt=end)
        return called(runs.filter(wanted), "title", self._words())

    def fits(self, live: LiveState, user_id: int, zone: str) -> bool:
        """Whether a run as it stands is among them."""
        begin, end = self._between(zone)
        return (
            (not self.estado or live.state in STATES[self.estado])
            and (not self.tipo or live.task == self.tipo)
            and (not self.de or live.owner == user_id)
            and (begin is None or live.created >= begin)
            and (end is None or live.created < end)
            and all(word in bare(live.title) for word in self._words())
        )

    def _words(self) -> list[str]:
        return plain(self.q).split()[:MOST_WORDS]

    def _between(self, zone: str) -> tuple[datetime | None, datetime | None]:
        """The moments from which and before which they were asked for, in the viewer's zone."""
        first, last = self.desde, self.hasta
        if self.fecha:
            back, long = DAYS[self.fecha]
            first = datetime.now(ZoneInfo(zone)).date() - timedelta(days=back)
            last = first + timedelta(days=long - 1)
        begin = _midnight(first, zone) if first else None
        return begin, _midnight(last + timedelta(days=1), zone) if last else None


NAMES = tuple(one.name for one in fields(RunFilter) if one.name != "unread")
EVERYTHING = RunFilter()


def read(params: Mapping[str, str], *, staff: bool) -> RunFilter:
    """What a query string asks for, without what it can't mean."""
    given = {name: _sayable(str(params.get(name, ""))).strip()[:LONGEST] for name in NAMES}
    if not staff:
        given["de"] = ""  # it is all their own
    read: dict[str, Any] = {
        "estado": given["estado"] if given["estado"] in STATES else "",
        "de": given["de"] if given["de"] == "mias" else "",
        "tipo": given["tipo"] if KIND.fullmatch(given["tipo"]) else "",
        "fecha": given["fecha"] if given["fecha"] in DAYS else "",
        "desde": _day(given["desde"]),
        "hasta": _day(given["hasta"]),
        "q": given["q"],
    }
    unread = tuple(name for name in NAMES if given[name] and not read[name])
    if read["desde"] or read["hasta"]:
        read["fecha"] = ""
    if read["desde"] and read["hasta"] and read["desde"] > read["hasta"]:
        read["desde"], read["hasta"] = read["hasta"], read["desde"]
    return RunFilter(**read, unread=unread)


def _sayable(text: str) -> str:
    """Without what no database takes: a socket may bring halves of a character."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def in_one_of(states: frozenset[TaskState], runs: QuerySet[TaskRun]) -> Q:
    """What those of `runs` in one of these states have, told so that an index serves."""
    if len(states) == 1:
        return Q(state=next(iter(states)))
    wanted = Q(state__in=sorted(states))
    # No index has several states in one order: few are fetched and sorted, many soon found.
    few: Any = list(runs.filter(wanted).order_by().values_list("pk", flat=True)[: FEW + 1])
    return wanted & Q(pk__in=few) if len(few) <= FEW else wanted


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))
