"""Tells pages why their waiting runs do not run, whenever the words for it change.

Nothing happens to such a run: others in its queue move, a worker comes, somebody pauses the queue,
the broker goes away. So it is looked at, every other second, for all pages of a process at once.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.db import database_sync_to_async
from django.utils import timezone, translation

from dashboard.fragments import Look
from dashboard.subscriber import Subscriber, frame_of
from dashboard.topic import Topic
from dashboard.waiting import Waiting, waits_of
from dashboard.waiting_words import waiting_span
from proyecto.progress.estimate import Span
from proyecto.progress.forecast import Steady
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import WAITING

if TYPE_CHECKING:
    from dashboard.hub import Hub

# What a page counts down by itself is no news.
COUNTED = re.compile(r">[^<]*</time>")
Key = tuple[str, str, str, bool]


class WaitingTopic(Topic):
    """What each socket was last told of each run that it shows and that waits is remembered, with
    the milestone that it had then: the next one brings words of its own, maybe older ones."""

    name = "waiting"

    def __init__(self, hub: "Hub") -> None:
        super().__init__(hub)
        self._told: dict[Subscriber, dict[str, tuple[int, str]]] = {}
        self._steady: dict[str, Steady] = {}

    async def look(self) -> None:
        """Send what changed, to the pages that show it."""
        known = self.hub.known.items()
        waiting = {run for run, one in known if one.live.state in WAITING}
        shown = {one: one.have.keys() & waiting for one in self.hub.sockets if one.ready}
        looks = {socket.look for socket, runs in shown.items() if runs}
        wanted = set().union(*shown.values())
        spans = await database_sync_to_async(self._spans)(wanted, looks) if wanted else {}
        self._told = {socket: self._tell(socket, runs, spans) for socket, runs in shown.items()}

    def _tell(
        self, socket: Subscriber, runs: set[str], spans: dict[Key, str]
    ) -> dict[str, tuple[int, str]]:
        """One frame, however many they are; what it has been told of each then."""
        reader = seen_by(socket.look)
        found = {run: spans[run, *reader] for run in runs if (run, *reader) in spans}
        said = {run: (socket.have[run], _said(html)) for run, html in found.items()}
        before = self._told.get(socket, {})
        fresh = [html for run, html in found.items() if before.get(run) != said[run]]
        if fresh:
            socket.late(frame_of("waiting", html="".join(fresh)))
        return said

    def _spans(self, wanted: set[str], looks: set[Look]) -> dict[Key, str]:
        """The element of each run for each kind of reader; blocking."""
        now = timezone.now().timestamp()
        found = waits_of(TaskRun.objects.filter(pk__in=wanted, state__in=WAITING))
        self._steady = {run: self._steady.get(run, Steady()) for run in found}
        calm = [self._calm(waiting, now) for waiting in found.values()]
        spans: dict[Key, str] = {}
        for language, zone, staff in {seen_by(look) for look in looks}:
            with translation.override(language), timezone.override(ZoneInfo(zone)):
                for one in calm:
                    spans[one.run, language, zone, staff] = waiting_span(one, staff)
        return spans

    def _calm(self, waiting: Waiting, now: float) -> Waiting:
        """The same with a range that stays where it is until it really moved."""
        low, high = waiting.low, waiting.high
        new = None if low is None or high is None else Span(low, (low + high) / 2, high)
        if not waiting.in_line:
            return waiting
        calm = self._steady[waiting.run].take(new, now)
        if calm is None:
            return replace(waiting, low=None, high=None)
        return replace(waiting, low=calm.low, high=calm.high)


def seen_by(look: Look) -> tuple[str, str, bool]:
    """All that makes the words differ."""
    return look.language, look.zone, look.staff


def _said(html: str) -> str:
    return COUNTED.sub("", html)
