"""The topic of logs: new lines of a run, to the pages that show that run."""

import asyncio
import logging
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from channels.db import database_sync_to_async
from django.utils import timezone, translation

from dashboard import log_lines, rights
from dashboard.fragments import Look
from dashboard.subscriber import Subscriber, frame_of
from dashboard.topic import Topic
from proyecto.progress import lines
from proyecto.progress.models import TaskRun

log = logging.getLogger(__name__)

# Parts that one look gives to a socket; a page that is far behind begins anew instead.
MOST_PARTS = 5


class LogTopic(Topic):
    """Reads only what somebody looks at; each socket says how far its page is."""

    name = "log"

    def __init__(self, hub: Any) -> None:
        super().__init__(hub)
        self._reading: dict[str, asyncio.Task[None]] = {}

    async def hear(self, body: dict[str, Any]) -> None:
        """Lines of a run were written. The hub's receiver does not wait for the database."""
        run_id = str(body["run"])
        if run_id in self._reading or not self._showing(run_id):
            return
        task = asyncio.create_task(self._try_to_tell(self._showing(run_id)))
        self._reading[run_id] = task
        task.add_done_callback(lambda _: self._reading.pop(run_id, None))

    async def look(self) -> None:
        """Give what no message told of."""
        showing = [one for one in self.hub.sockets if _shows(one)]
        if not showing:
            return
        newest = await database_sync_to_async(_newest)({one.run for one in showing})
        await self._tell([one for one in showing if one.log != newest.get(one.run, one.log)])

    async def greet(self, socket: Subscriber) -> None:
        """A page said what it has. Whose run that is was not asked before, and where it can't be
        asked nothing is shown."""
        wanted, socket.log = socket.log, None
        if socket.run and wanted is not None and await database_sync_to_async(_may_show)(socket):
            socket.log = wanted
            await self._tell([socket])

    def _showing(self, run_id: str) -> list[Subscriber]:
        return [one for one in self.hub.sockets if one.run == run_id and _shows(one)]

    async def _try_to_tell(self, sockets: list[Subscriber]) -> None:
        try:
            await self._tell(sockets)
        except Exception as error:  # noqa: BLE001 - the next look makes up for it
            log.warning("lines not told: %s: %s", type(error).__name__, error)

    async def _tell(self, sockets: list[Subscriber]) -> None:
        for _ in range(MOST_PARTS):
            alike: dict[tuple[str, tuple[int, int], Look], list[Subscriber]] = defaultdict(list)
            for socket in sockets:
                assert socket.log is not None
                alike[socket.run, socket.log, socket.look].append(socket)
            sockets = []
            for (run_id, place, look), group in alike.items():
                frame, reached = await database_sync_to_async(_frame)(run_id, place, look)
                if reached != place:
                    # Another reading may have given it the same meanwhile.
                    given = [socket for socket in group if socket.log == place]
                    for socket in given:
                        socket.log = reached
                        socket.put(frame)
                    sockets += given
            if not sockets:
                return


def _shows(socket: Subscriber) -> bool:
    return bool(socket.run) and socket.ready and socket.log is not None


def _may_show(socket: Subscriber) -> bool:
    run = TaskRun.objects.filter(pk=socket.run).first()
    return run is not None and rights.hears(socket, run.owner_id)


def _frame(run_id: str, place: tuple[int, int], look: Look) -> tuple[str, tuple[int, int]]:
    """What is newer than a place, and the place behind it; the same where there is nothing."""
    with translation.override(look.language), timezone.override(ZoneInfo(look.zone)):
        part = log_lines.after(run_id, *place)
        pieces = [line.piece() for line in part.lines]
    reached = (part.n, part.m)
    return frame_of("log", run=run_id, at=reached, anew=part.earlier, lines=pieces), reached


def _newest(run_ids: set[str]) -> dict[str, tuple[int, int]]:
    said = lines.lasts_of(run_ids)
    rows = TaskRun.objects.filter(pk__in=run_ids).values_list("pk", "milestone")
    return {str(pk): (said.get(str(pk), 0), milestone) for pk, milestone in rows}
