"""The only sender to Channels groups, and the publisher of what the live store lacks.

One event loop and one connection are kept for as long as the object lives: `async_to_sync` would
open a new Redis connection at every call. Use from one thread.
"""

import asyncio
from typing import Any

from channels.layers import get_channel_layer

from proyecto.progress.events import Event, Position, encoder, live_of
from proyecto.progress.live import LiveStore, Refused
from proyecto.progress.models import RunEvent, TaskRun
from proyecto.progress.vocabulary import ENDED

# One type on the layer, variety inside: a consumer that is older than its sender must not fall
# over a type it does not know.
MESSAGE_TYPE = "run.event"
STAFF = "runs.staff"
# Every web process, whoever looks at its pages; nothing of anybody goes there.
EVERYBODY = "runs.everybody"
SEND_SECONDS = 2.0


def group_of(owner_id: int | None) -> str:
    """The group that hears of the runs of one person; the team's where there is none."""
    return STAFF if owner_id is None else f"runs.user.{owner_id}"


class Broadcaster:
    """Publishes to the live store, then to the groups."""

    def __init__(self) -> None:
        self.store = LiveStore()
        self._loop = asyncio.new_event_loop()
        self._layer: Any = get_channel_layer()

    def tick(
        self, run_id: str, attempt: int, n: int, owner_id: int | None, event: bytes
    ) -> Position | Refused:
        """Publish how far a run is after its milestone `n`."""
        at = self.store.tick(run_id, attempt, n, event)
        if isinstance(at, Refused) and at.reason == "unknown":
            self.publish_missing(run_id)  # it is on its way, or Redis lost its memory
            at = self.store.tick(run_id, attempt, n, event)
        if isinstance(at, Position):
            self._send(run_id, at, owner_id, event)
        return at

    def publish_missing(self, run_id: Any) -> int:
        """Publish every milestone of a run that the live store lacks, in order; how many."""
        run = TaskRun.objects.filter(pk=run_id).first()
        if run is None:
            return 0
        published, have = 0, run.milestone - 1
        while have < run.milestone:
            for row in run.events.filter(n__gt=have).order_by("n"):
                at = self._milestone(run, row)
                if isinstance(at, Refused) and at.reason == "gap":
                    have = at.n
                    break
                have = row.n
                published += not isinstance(at, Refused)
            else:
                break
        return published

    def _milestone(self, run: TaskRun, row: RunEvent) -> Position | Refused:
        data = encoder.encode(event_of(row))
        final = row.live["state"] in ENDED
        at = self.store.milestone(run.pk, row.live["attempt"], row.n, final, data)
        if isinstance(at, Position):
            self._send(str(run.pk), at, run.owner_id, data)
        return at

    def say(self, topic: str, body: dict[str, Any], groups: set[str]) -> None:
        """Tell groups what is no event of a run; see `dashboard.topics`. It may be lost."""
        # An event that is none: a web process of before topics passes it over.
        empty = {"run": "", "at": ["", 0, 0], "owner": None, "event": b"{}"}
        message = {"type": MESSAGE_TYPE, "topic": topic, "body": body, **empty}
        self._loop.run_until_complete(self._send_all(groups, message))

    def _send(self, run_id: str, at: Position, owner_id: int | None, event: bytes) -> None:
        message = {
            "type": MESSAGE_TYPE,
            "run": run_id,
            "at": [at.epoch, at.seq, at.n],
            "owner": owner_id,
            "event": event,
        }
        self._loop.run_until_complete(self._send_all({group_of(owner_id), STAFF}, message))

    async def _send_all(self, groups: set[str], message: dict[str, Any]) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            for group in groups:
                await self._layer.group_send(group, message)


def event_of(row: RunEvent) -> Event:
    """The event that a kept milestone is told by."""
    live, traced = live_of(row.live), row.live.get("trace", "")
    return Event(type=row.type, at=row.at, n=row.n, live=live, trace=traced)
