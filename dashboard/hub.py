"""The hub: one receiver a web process, whatever the number of sockets.

It hears the Channels groups that its sockets need through one channel, reads each message once and
tells it on: to pages, and to programs. What Channels loses, `Reconciler` finds: nothing here relies
on a message arriving.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from channels.layers import get_channel_layer
from msgspec import ValidationError

from dashboard import metrics
from dashboard.api.followers import Followers
from dashboard.page_audience import Pages
from dashboard.reconciler import PERIOD_SECONDS, Reconciler
from dashboard.subscriber import Subscriber
from dashboard.topics import Topics
from proyecto.progress.broadcast import EVERYBODY
from proyecto.progress.events import Event, Position, decode_event
from proyecto.progress.snapshot import Known

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
JOIN_SECONDS = 2.0
# Runs that are over are remembered only to drop late copies of their messages.
REMEMBERED = 5000


class Hub:
    """Sockets join it; runs are told to it."""

    def __init__(self) -> None:
        self.known: OrderedDict[str, Known] = OrderedDict()
        self.broker_up = True
        self.pages = Pages(self)
        self.followers = Followers()
        self.topics = Topics(self)
        self._layer: Any = get_channel_layer()
        self._channel = ""
        self._groups: dict[str, int] = {}
        self._joined: set[str] = set()
        self._reconciler = Reconciler(self)
        loops = (self._receive, self._reconciler.run, self._look)
        self._tasks = [
            asyncio.create_task(self._for_ever(act))
            for act in (*loops, *self.pages.loops(), *self.followers.loops())
        ]

    # --- sockets ---------------------------------------------------------------------------

    @property
    def sockets(self) -> set[Subscriber]:
        """Those of pages."""
        return self.pages.sockets

    @property
    def size(self) -> int:
        """How many sockets there are."""
        return len(self.sockets) + len(self.followers.members)

    async def join(self, socket: Subscriber) -> None:
        """Hear what this page may hear. Returns with the groups joined, so that a snapshot
        read after it has no gap; a Redis that is away does not hold it up."""
        self.sockets.add(socket)
        await self.hear(socket.groups)

    async def leave(self, socket: Subscriber) -> None:
        """This page is gone."""
        if socket in self.sockets:
            self.sockets.discard(socket)
            await self.unhear(socket.groups)

    async def hear(self, groups: Iterable[str]) -> None:
        """One more socket listens to these groups."""
        for group in groups:
            self._groups[group] = self._groups.get(group, 0) + 1
            if self._groups[group] == 1:
                await self._add(group)

    async def unhear(self, groups: Iterable[str]) -> None:
        """One socket less."""
        for group in groups:
            self._groups[group] -= 1
            if not self._groups[group]:
                del self._groups[group]
                if group in self._joined:
                    await self._drop(group)

    @property
    def store(self) -> Any:
        """The connection to Redis of this event loop, for what is asked now and then."""
        return self._reconciler.store

    def groups(self) -> set[str]:
        """The groups that somebody listens to."""
        return set(self._groups)

    def broker(self, up: bool) -> None:
        """Redis answers, or does not; sockets say so."""
        if up != self.broker_up:
            self.broker_up = up
            self.pages.broker(up)
            self.followers.broker(up)

    # --- runs ------------------------------------------------------------------------------

    def learn(self, run_id: str, known: Known) -> None:
        """Somebody read this run's state. It matters only where nothing was known: what is known
        moves on by what is told, or other sockets would miss a milestone still on its way here."""
        if run_id not in self.known:
            self._remember(run_id, known)

    def tell(self, run_id: str, at: Position, event: Event) -> bool:
        """An event of a run. False: milestones before it are missing, so it must wait."""
        mine = self.known.get(run_id)
        if event.n:
            if mine is not None and event.n <= mine.at.n:
                return True
            if event.n > (mine.at.n if mine else 0) + 1:
                return False
        elif mine is None or at.n > mine.at.n:
            return False
        elif at.n < mine.at.n or (at.epoch == mine.at.epoch and at.seq <= mine.at.seq):
            return True
        self._remember(run_id, Known(at, event.live))
        metrics.told(event.n)
        self.pages.event(run_id, at, event)
        self.followers.event(run_id, at, event)
        return True

    def _remember(self, run_id: str, known: Known) -> None:
        self.known[run_id] = known
        self.known.move_to_end(run_id)
        while len(self.known) > REMEMBERED:
            self.known.popitem(last=False)

    # --- loops -----------------------------------------------------------------------------

    async def _for_ever(self, act: Any) -> None:
        while True:
            try:
                await act()
            except Exception as error:  # noqa: BLE001 - a loop of the hub never ends
                log.warning("%s: %s: %s", act.__qualname__, type(error).__name__, error)
                await asyncio.sleep(RETRY_SECONDS)

    async def _add(self, group: str) -> None:
        if not self._channel or group in self._joined:
            return
        try:
            async with asyncio.timeout(JOIN_SECONDS):
                await self._layer.group_add(group, self._channel)
            self._joined.add(group)
        except Exception as error:  # noqa: BLE001 - a Redis that is away holds nobody up
            # The reconciler brings what is missed until the next try.
            log.warning("group %s not joined yet: %s", group, error)

    async def _drop(self, group: str) -> None:
        self._joined.discard(group)
        try:
            async with asyncio.timeout(JOIN_SECONDS):
                await self._layer.group_discard(group, self._channel)
        except Exception as error:  # noqa: BLE001 - what still comes is for nobody
            log.warning("group %s not left: %s", group, error)

    async def join_missing(self) -> None:
        """Join what could not be joined before."""
        for group in {*self.groups(), EVERYBODY} - self._joined:
            await self._add(group)

    async def _receive(self) -> None:
        """Open the channel, join what is wanted, read until something breaks."""
        self._joined.clear()
        self._channel = await self._layer.new_channel()
        await self.join_missing()
        while True:
            message = await self._layer.receive(self._channel)
            if "topic" in message:
                await self.topics.hear(message)
                continue
            run_id, at = message["run"], Position(*message["at"])
            try:
                event = decode_event(message["event"])
            except ValidationError as error:
                log.warning("an event of another release is passed over: %s", error)
                continue
            if not self.tell(run_id, at, event):
                self._reconciler.look_at(run_id)

    async def _look(self) -> None:
        """Apart from the reconciler: what a topic asks may take long, and healing may not."""
        await asyncio.sleep(PERIOD_SECONDS)
        await self.topics.look()


_hub: Hub | None = None


def hub() -> Hub:
    """The hub of this process; made in its event loop at first use."""
    global _hub  # noqa: PLW0603 - one a process, bound to its event loop
    if _hub is None:
        _hub = Hub()
    return _hub
