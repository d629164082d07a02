"""The feed of notices, live: how many nobody attends to, on every page of the team, and what has
changed, for those that show it.

A change of a notice has a number, and numbers become visible in their order. So it is enough to
know the newest one that was told: what is above it is read, rendered once for each look and handed
on, whether a nudge came or not.
"""

import asyncio
import time
from collections import OrderedDict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from channels.db import database_sync_to_async
from django.utils import timezone

from dashboard.notice_lines import lines, says, with_people
from dashboard.subscriber import Subscriber, frame_of
from dashboard.topic import Topic
from proyecto.progress import notices
from proyecto.progress.models import Notification

if TYPE_CHECKING:
    from dashboard.hub import Hub

# Of a thousand failures at once pages are told in so many steps a second, not one by one.
PAUSE_SECONDS = 0.4
# Who was away for more than this is better off with a new page.
MOST_LINES = 100
# The same trouble again is no news for this long.
QUIET_SECONDS = 60.0
REMEMBERED = 1000


class NoticeFeed(Topic):
    """One for each hub; only sockets of the team hear it."""

    name = "notices"

    def __init__(self, hub: "Hub") -> None:
        super().__init__(hub)
        self._seq: int | None = None
        self._count = 0
        # Who has joined and was not given the state yet must not hear of what is newer.
        self._greeted: set[Subscriber] = set()
        self._reading = asyncio.Lock()
        self._nudged = False
        self._soon: asyncio.Task[None] | None = None
        self._last_at: OrderedDict[int, datetime] = OrderedDict()
        self._told_at: OrderedDict[str, float] = OrderedDict()
        self._since = timezone.now()

    async def hear(self, body: dict[str, Any]) -> None:
        """Read soon; the hub's receiver does not wait for it."""
        self._nudged = True
        if self._soon is None or self._soon.done():
            self._soon = asyncio.create_task(self._read_soon())

    async def look(self) -> None:
        """Tell what is newer than what was told; greet again whom that failed for."""
        for socket in self.hub.sockets - self._greeted:
            if socket.ready:
                await self.greet(socket)
        async with self._reading:
            sockets = self._team()
            if not sockets:
                self._seq = None
            if self._seq is None or await newest() == self._seq:
                return
            self._seq, self._count, rows, more = await read(self._seq)
            await self._tell(sockets, rows, self._news(rows), more=more)

    async def greet(self, socket: Subscriber) -> None:
        """Give a page of the team the count, and its feed what it lacks."""
        if socket.look.staff:
            async with self._reading:
                await self._give(socket)

    async def watch(self, socket: Subscriber, have: Any) -> None:
        """Its drawer was opened, with the numbers up to `have`; or closed."""
        shows = number(have)
        async with self._reading:
            socket.notices = shows
            if shows is not None and socket.look.staff:
                await self._give(socket)

    async def _give(self, socket: Subscriber) -> None:
        seq, count, rows, more = await read(socket.notices)
        if self._seq is None:
            self._seq, self._count, self._since = seq, count, timezone.now()
        given = await self._lines(socket, rows, {})
        socket.put(self._frame(socket, seq, count, given, [], more=more))
        self._greeted.add(socket)

    async def _read_soon(self) -> None:
        while self._nudged:
            self._nudged = False
            await self.look()
            await asyncio.sleep(PAUSE_SECONDS)

    def _team(self) -> list[Subscriber]:
        self._greeted &= self.hub.sockets
        return list(self._greeted)

    async def _tell(
        self,
        sockets: list[Subscriber],
        rows: list[Notification],
        news: list[Notification],
        *,
        more: bool,
    ) -> None:
        rendered: dict[Any, Any] = {}
        for socket in sockets:
            look = (socket.look.language, socket.look.zone)
            if look not in rendered:
                rendered[look] = await database_sync_to_async(says)(news, *look)
            given = await self._lines(socket, rows, rendered)
            told = (self._seq or 0, self._count, given, rendered[look])
            socket.soon(self._frame(socket, *told, more=more and socket.notices is not None))

    async def _lines(
        self, socket: Subscriber, rows: list[Notification], rendered: dict[Any, Any]
    ) -> list[tuple[int, int, str]]:
        """What its feed lacks of them; nothing for a page that shows none."""
        if socket.notices is None or not rows:
            return []
        short = socket.look.view != "avisos"
        look = (socket.look.language, socket.look.zone)
        if (look, short) not in rendered:
            given = await database_sync_to_async(lines)(rows, *look, short=short)
            rendered[look, short] = given
        return [each for each in rendered[look, short] if each[1] > socket.notices]

    def _frame(
        self,
        socket: Subscriber,
        seq: int,
        count: int,
        given: list[tuple[int, int, str]],
        news: list[Any],
        *,
        more: bool,
    ) -> str:
        if socket.notices is not None:
            socket.notices = max(socket.notices, seq)
        return frame_of("notices", n=count, seq=seq, lines=given, news=news, more=more)

    def _news(self, rows: list[Notification]) -> list[Notification]:
        """Those that happened just now, that nobody attends to, and that were not told of within a
        minute."""
        return [row for row in rows if self._happened(row) and self._is_news(row)]

    def _happened(self, row: Notification) -> bool:
        before = self._last_at.get(row.pk, self._since)
        gone = _keep(self._last_at, row.pk, row.last_at)
        # Of who is not remembered any more only what is newer than all that went is news.
        self._since = max(self._since, gone or self._since)
        return row.last_at > before

    def _is_news(self, row: Notification) -> bool:
        attended = row.acknowledged_at or row.resolved_at or row.muted
        if attended or row.severity == Notification.Severity.INFO:
            return False
        now = time.monotonic()
        told = self._told_at.get(row.cause)
        if told is not None and now - told < QUIET_SECONDS:
            return False
        _keep(self._told_at, row.cause, now)
        return True


@database_sync_to_async
def newest() -> int:
    """The number of the newest change."""
    return notices.newest()


@database_sync_to_async
def read(after: int | None) -> tuple[int, int, list[Notification], bool]:
    """The newest number, how many nobody attends to, what changed after a number (nothing, without
    one), and whether there is more of that."""
    seq = notices.newest()
    count = notices.unattended().count()
    if after is None or after >= seq:
        return seq, count, [], False
    rows = list(notices.since(after).reverse()[: MOST_LINES + 1])
    shown = with_people(rows[:MOST_LINES][::-1])
    return max(seq, shown[-1].seq if shown else 0), count, shown, len(rows) > MOST_LINES


def number(value: Any) -> int | None:
    """A number of a notice as a page says it; None where it shows none."""
    return None if value is None else max(0, int(value))


def _keep(kept: OrderedDict[Any, Any], key: Any, value: Any) -> Any:
    """Remember it; what is forgotten for it."""
    kept[key] = value
    kept.move_to_end(key)
    return kept.popitem(last=False)[1] if len(kept) > REMEMBERED else None
