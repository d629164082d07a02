"""Workers and queues for the programs that watch them: one reading for all, none for nobody."""

import asyncio
from typing import Any

import redis
from channels.db import database_sync_to_async
from django.utils import timezone

from dashboard.api.follower import Subscription
from dashboard.api.frames import QueueState, Workers, WorkerState
from dashboard.system.queues import queue_cards
from proyecto.progress import workers

LOOK_SECONDS = 2.0
WORKERS = "workers"

State = tuple[list[WorkerState], list[QueueState]]


class WorkersFeed:
    """Subscriptions `to` workers join it."""

    def __init__(self) -> None:
        self.subs: dict[Subscription, State | None] = {}

    def begin(self, sub: Subscription) -> None:
        """One more watches."""
        self.subs[sub] = None

    def drop(self, sub: Subscription) -> None:
        """One less."""
        self.subs.pop(sub, None)

    async def look(self) -> None:
        """Tell what changed, to each what it has not been told."""
        await asyncio.sleep(LOOK_SECONDS)
        await self.tell()

    async def tell(self) -> None:
        """The same, now."""
        if not self.subs:
            return
        state = await database_sync_to_async(read)()
        for sub, told in list(self.subs.items()):
            if told != state and sub in self.subs:
                self.subs[sub] = state
                sub.follower.put(Workers([sub.id], timezone.now(), *state))


def read() -> State:
    """As they are. Blocking: for a thread."""
    try:
        heard: list[Any] | None = workers.heard()
    except (redis.RedisError, OSError):
        heard = None
    there = None if heard is None else [worker for worker in heard if worker.alive]
    queues = [
        QueueState(
            card.name, card.waiting, card.later, card.running, card.oldest, card.pause is not None
        )
        for card in queue_cards(there, {})
    ]
    return [
        WorkerState(one.name, one.alive, one.slots, len(one.runs), one.queues, one.runs)
        for one in heard or []
    ], queues
