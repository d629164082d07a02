"""Losses heal: what the hub believes is compared with the truth, every other second.

Two questions: which runs of the people who watch have milestones that nobody told (one query),
and which runs under way have newer numbers than the newest heard (one pipelined read).
"""

import asyncio
import logging
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import redis.asyncio
from channels.db import database_sync_to_async
from django.conf import settings
from django.utils import timezone
from msgspec import DecodeError

from proyecto.progress import live
from proyecto.progress.broadcast import STAFF, event_of
from proyecto.progress.events import Event, Position, decode_event
from proyecto.progress.models import RunEvent, TaskRun
from proyecto.progress.snapshot import Known
from proyecto.progress.teller import tell
from proyecto.progress.vocabulary import ENDED

if TYPE_CHECKING:
    from dashboard.hub import Hub

log = logging.getLogger(__name__)

PERIOD_SECONDS = 2.0
# A gap that no round closes (the run is gone) asks for the next one at once.
PAUSE_SECONDS = 0.1
# A transaction may commit this much later than the time that it wrote into its rows.
OVERLAP = timedelta(seconds=10)
# A run that can't be read is met with every round; that is logged so often.
COMPLAIN_SECONDS = 60.0


class Reconciler:
    """Belongs to one hub."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self._since = timezone.now()
        self._asked: set[str] = set()
        self._nudge = asyncio.Event()
        self._unreadable: dict[str, float] = {}
        self.store = redis.asyncio.Redis.from_url(
            settings.LIVE_REDIS_URL,
            socket_timeout=live.TIMEOUT_SECONDS,
            socket_connect_timeout=live.TIMEOUT_SECONDS,
            retry=None,
        )

    def look_at(self, run_id: str) -> None:
        """Something of this run is missing: don't wait for the next round. Where it can't be read,
        no hurry helps."""
        self._asked.add(run_id)
        if run_id not in self._unreadable:
            self._nudge.set()

    async def run(self) -> None:
        """One round."""
        try:
            async with asyncio.timeout(PERIOD_SECONDS):
                await self._nudge.wait()
        except TimeoutError:
            pass
        self._nudge.clear()
        await self.milestones()
        await self.numbers()
        await asyncio.sleep(PAUSE_SECONDS)

    async def milestones(self) -> None:
        """Tell the milestones that were kept but not heard."""
        asked, self._asked = self._asked, set()
        now = timezone.now()
        if not self.hub.groups() and not asked:
            self._since = now
            return
        since = self._since - OVERLAP
        for run_id, events in await self._unheard(asked, since):
            old = [event for event in events if event.at < since]
            if run_id not in self.hub.known and old:  # met in the middle: what is past was shown
                self.hub.learn(run_id, Known(Position(n=old[-1].n), old[-1].live))
            for event in events:
                mine = self.hub.known.get(run_id)
                at = mine.at if mine else Position()
                self.hub.tell(run_id, Position(at.epoch, at.seq, event.n), event)
        self._since = now

    async def numbers(self) -> None:
        """Take the newest entry of every run under way that somebody may be watching."""
        active = [run_id for run_id, known in self.hub.known.items() if _active(known)]
        try:
            pipe = self.store.pipeline(transaction=False)
            for run_id in active:
                pipe.xrevrange(live.key(run_id), count=1)
            if active:
                tops = live.newest(active, await pipe.execute())
            else:
                tops = {}
                await self.store.ping()
        except (redis.RedisError, OSError):
            self.hub.broker(up=False)
            return
        self.hub.broker(up=True)
        await self.hub.join_missing()
        for run_id, top in tops.items():
            try:
                event = decode_event(top.data)
            except DecodeError as error:
                self._pass_over(run_id, error)
                continue
            if not self.hub.tell(run_id, top.at, event):
                self.look_at(run_id)

    @database_sync_to_async
    def _unheard(self, asked: set[str], since: datetime) -> list[tuple[str, list[Event]]]:
        rows = self._watched().filter(changed_at__gte=since).values_list("pk", "milestone")
        found = {str(pk): n for pk, n in rows}
        missing = TaskRun.objects.filter(pk__in=asked).values_list("pk", "milestone")
        found.update({str(pk): n for pk, n in missing})
        result = []
        for run_id, n in found.items():
            mine = self.hub.known.get(run_id)
            have = mine.at.n if mine else 0
            if n > have:
                tell(run_id)  # the live store may lack them too
                events = RunEvent.objects.filter(run__pk=run_id, n__gt=have).order_by("n")
                try:
                    result.append((run_id, [event_of(event) for event in events]))
                except DecodeError as error:
                    self._pass_over(run_id, error)
        return result

    def _pass_over(self, run_id: str, error: DecodeError) -> None:
        """One run of another release, or a damaged one, keeps nothing from the others."""
        now = time.monotonic()
        lately = {run: at for run, at in self._unreadable.items() if now - at < COMPLAIN_SECONDS}
        if run_id not in lately:
            log.warning("run %s is passed over: %s", run_id, error)
        self._unreadable = {run_id: now} | lately

    def _watched(self) -> Any:
        groups = self.hub.groups()
        if STAFF in groups:
            return TaskRun.objects.all()
        owners = [int(group.rpartition(".")[2]) for group in groups]
        return TaskRun.objects.filter(owner__in=owners)


def _active(known: Known) -> bool:
    return known.live.state not in ENDED
