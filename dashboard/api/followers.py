"""The programs that follow on this process, found by what they follow."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from django.utils import timezone
from msgspec import Struct

from dashboard import metrics, rights
from dashboard.api.follower import Follower, Subscription
from dashboard.api.frames import Beat, Broker
from dashboard.api.told import Told
from dashboard.api.workers_feed import WORKERS, WorkersFeed
from proyecto.progress import trace
from proyecto.progress.events import Event, Position

BEAT_SECONDS = 15.0
# Promised: 5 s from the loss of a right to the end of the connection.
RIGHTS_SECONDS = 3.0
MINE, STAFF = "mine", "staff"


class Followers:
    """Belongs to one hub, which tells it what happens."""

    def __init__(self) -> None:
        self.members: set[Follower] = set()
        self._by_run: dict[str, set[Subscription]] = defaultdict(set)
        self._by_owner: dict[int, set[Subscription]] = defaultdict(set)
        self._staff: set[Subscription] = set()
        self._workers = WorkersFeed()

    def loops(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What the hub has to do again and again."""
        return (self._beat, self._check_rights, self._workers.look)

    def enter(self, follower: Follower) -> None:
        """A program is there."""
        self.members.add(follower)

    def leave(self, follower: Follower) -> None:
        """It is gone; nothing of it stays."""
        self.members.discard(follower)
        for sub in list(follower.subs.values()):
            self.drop(sub)

    def begin(self, sub: Subscription) -> None:
        """It follows what `sub` says; what happens from now on waits until that has caught up."""
        sub.follower.subs[sub.id] = sub
        for run_id in sub.runs:
            self._by_run[run_id].add(sub)
        if sub.to == MINE:
            self._by_owner[sub.follower.who.pk].add(sub)
        elif sub.to == STAFF:
            self._staff.add(sub)
        elif sub.to == WORKERS:
            self._workers.begin(sub)

    async def greet(self, sub: Subscription) -> None:
        """It has caught up: give it what no event of a run tells."""
        if sub.to == WORKERS:
            await self._workers.tell()

    def drop(self, sub: Subscription) -> None:
        """It follows that no more."""
        sub.follower.subs.pop(sub.id, None)
        self._staff.discard(sub)
        self._workers.drop(sub)
        for run_id in sub.runs:
            _discard(self._by_run, run_id, sub)
        if sub.to == MINE:
            _discard(self._by_owner, sub.follower.who.pk, sub)

    def event(self, run_id: str, at: Position, event: Event) -> None:
        """A run went on."""
        owner = event.live.owner
        wanting = [*self._by_run.get(run_id, ()), *self._staff]
        if owner is not None:
            wanting += self._by_owner.get(owner, ())
        if not wanting:
            return
        began, told = time.time_ns(), Told(run_id, at, event)
        by_follower: dict[Follower, list[Subscription]] = {}
        for sub in wanting:
            if rights.hears(sub.follower, owner):
                by_follower.setdefault(sub.follower, []).append(sub)
        for follower, subs in by_follower.items():
            follower.give(told, subs)
        what = metrics.MILESTONE if event.n else metrics.TICK
        given = len(by_follower)
        metrics.delivered(metrics.PROGRAM, what, given, event.at)
        facts = {"avance.n": at.n, "avance.sockets": given}
        trace.past("tell programs", event.trace, began, **facts)

    def broker(self, up: bool) -> None:
        """Redis answers, or does not."""
        self.put_all(Broker(up))

    def put_all(self, frame: Struct) -> None:
        """Give everybody the same frame."""
        for follower in list(self.members):
            follower.put(frame)

    async def _beat(self) -> None:
        await asyncio.sleep(BEAT_SECONDS)
        self.put_all(Beat(timezone.now()))

    async def _check_rights(self) -> None:
        await asyncio.sleep(RIGHTS_SECONDS)
        for follower, code in await rights.lost_by_programs(list(self.members)):
            follower.close(code)


def _discard(index: dict[Any, set[Subscription]], key: Any, sub: Subscription) -> None:
    index[key].discard(sub)
    if not index[key]:
        del index[key]
