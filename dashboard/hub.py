"""The hub: one receiver a web process, whatever the number of sockets.

It hears the Channels groups that its sockets need through one channel, reads each message once,
renders it once for each look and hands it on. What Channels loses, `Reconciler` finds: nothing
here relies on a message arriving.
"""

import asyncio
import logging
from collections import OrderedDict
from typing import Any

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import DatabaseError, InterfaceError
from msgspec import ValidationError

from dashboard import rights
from dashboard.counts import Shared, counts_of
from dashboard.fragments import ASIDES, Fragments, Look, aside
from dashboard.frames import milestone_frame, now_ms, tick_piece
from dashboard.reconciler import PERIOD_SECONDS, Reconciler
from dashboard.subscriber import VIEWS_OF_ALL, Subscriber, frame_of
from dashboard.topics import Topics
from proyecto.progress.broadcast import EVERYBODY
from proyecto.progress.events import Event, Position, decode_event
from proyecto.progress.snapshot import Known
from proyecto.progress.vocabulary import ENDED

log = logging.getLogger(__name__)

# Four updates a second look alive and cost a page of a hundred cards a tenth of a core.
TICK_SECONDS = 0.25
COUNT_SECONDS = 0.5
BEAT_SECONDS = 15.0
# Promised: 5 s from the loss of a right to the closed socket.
RIGHTS_SECONDS = 3.0
RETRY_SECONDS = 1.0
JOIN_SECONDS = 2.0
# Runs that are over are remembered only to drop late copies of their messages.
REMEMBERED = 5000


class Hub:
    """Sockets join it; runs are told to it."""

    def __init__(self) -> None:
        self.sockets: set[Subscriber] = set()
        self.known: OrderedDict[str, Known] = OrderedDict()
        self.broker_up = True
        self.topics = Topics(self)
        self._layer: Any = get_channel_layer()
        self._channel = ""
        self._groups: dict[str, int] = {}
        self._joined: set[str] = set()
        self._dirty: set[str] = set()
        self._moved: set[int | None] = set()
        self._milestones: asyncio.Queue[tuple[str, Position, Event]] = asyncio.Queue()
        self._fragments = Fragments()
        self._reconciler = Reconciler(self)
        self._tasks = [
            asyncio.create_task(self._for_ever(act))
            for act in (
                self._receive,
                self._hand_on,
                self._tick,
                self._count,
                self._beat,
                self._check_rights,
                self._reconciler.run,
                self._look,
            )
        ]

    # --- sockets ---------------------------------------------------------------------------

    async def join(self, socket: Subscriber) -> None:
        """Hear what this socket may hear. Returns with the groups joined, so that a snapshot
        read after it has no gap; a Redis that is away does not hold it up."""
        self.sockets.add(socket)
        for group in socket.groups:
            self._groups[group] = self._groups.get(group, 0) + 1
            if self._groups[group] == 1:
                await self._add(group)

    async def leave(self, socket: Subscriber) -> None:
        """This socket is gone."""
        if socket not in self.sockets:
            return
        self.sockets.discard(socket)
        for group in socket.groups:
            self._groups[group] -= 1
            if not self._groups[group]:
                del self._groups[group]
                if group in self._joined:
                    self._joined.discard(group)
                    await self._layer.group_discard(group, self._channel)

    @property
    def store(self) -> Any:
        """The connection to Redis of this event loop, for what is asked now and then."""
        return self._reconciler.store

    def groups(self) -> set[str]:
        """The groups that somebody listens to."""
        return set(self._groups)

    def put_all(self, frame: str) -> None:
        """Give every socket the same frame."""
        for socket in list(self.sockets):
            socket.put(frame)

    def broker(self, up: bool) -> None:
        """Redis answers, or does not; pages say so."""
        if up != self.broker_up:
            self.broker_up = up
            self.put_all(frame_of("broker", ok=up))

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
            self._milestones.put_nowait((run_id, at, event))
        elif mine is None or at.n > mine.at.n:
            return False
        elif at.n < mine.at.n or (at.epoch == mine.at.epoch and at.seq <= mine.at.seq):
            return True
        self._remember(run_id, Known(at, event.live))
        if event.live.state not in ENDED:
            self._dirty.add(run_id)
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

    async def _hand_on(self) -> None:
        """Milestones, in order, with their HTML."""
        run_id, at, event = await self._milestones.get()
        self._moved.add(event.live.owner)
        wanting = [s for s in self.sockets if self._may_hear(s, run_id, event)]
        # Its owner's pages that don't show it say how it ended all the same.
        theirs = {s for s in self.sockets if s.user_id == event.live.owner} - set(wanting)
        others = theirs if event.live.state in ENDED else set()
        frames: dict[tuple[Look, bool], str] = {}
        for socket in wanting:
            look, mine = seen_by = (socket.look, socket.user_id == event.live.owner)
            if seen_by not in frames:
                html = await self.fragment(run_id, at.n, look)
                frames[seen_by] = milestone_frame(run_id, at, event, look, html, mine=mine)
            socket.milestone(run_id, at, frames[seen_by], event.live)
        for socket in others:
            socket.soon(milestone_frame(run_id, at, event, socket.look, "", mine=True))

    def _may_hear(self, socket: Subscriber, run_id: str, event: Event) -> bool:
        live = event.live
        theirs = rights.hears(socket, live.owner) and socket.wants(run_id, live.subject)
        return theirs and socket.concerns(run_id, live)

    async def fragment(self, run_id: str, n: int, look: Look) -> str:
        """The HTML of a run at milestone `n` or later. A database that is away is waited for: a
        milestone that was passed over would be missing for good."""
        while True:
            try:
                return await database_sync_to_async(self._fragments.html)(run_id, n, look)
            except (DatabaseError, InterfaceError) as error:
                log.warning("not rendered yet: %s", error)
                await asyncio.sleep(RETRY_SECONDS)

    async def _tick(self) -> None:
        await asyncio.sleep(TICK_SECONDS)
        dirty, self._dirty = self._dirty, set()
        mine = {run_id: self.known[run_id] for run_id in dirty if run_id in self.known}
        # The end is told by its milestone: a full bar must not come before it.
        fresh = {run_id: known for run_id, known in mine.items() if not _over(known)}
        pieces = {run_id: tick_piece(run_id, known) for run_id, known in fresh.items()}
        for socket in self.sockets:
            socket.ticks(
                {
                    run_id: piece
                    for run_id, piece in pieces.items()
                    if rights.hears(socket, fresh[run_id].live.owner)
                    and socket.wants(run_id, fresh[run_id].live.subject)
                }
            )

    async def _count(self) -> None:
        """The numbers above the lists of those whose runs moved."""
        await asyncio.sleep(COUNT_SECONDS)
        moved, self._moved = self._moved, set()
        frames: dict[tuple[int, str], str] = {}
        shared: Shared = {}
        for socket in list(self.sockets):
            if socket.look.view in VIEWS_OF_ALL and any(rights.hears(socket, o) for o in moved):
                whose = (socket.user_id, socket.look.zone)
                if whose not in frames:
                    counts = await database_sync_to_async(counts_of)(*whose, shared)
                    frames[whose] = frame_of("counts", c=counts)
                socket.counts(frames[whose])

    async def _beat(self) -> None:
        await asyncio.sleep(BEAT_SECONDS)
        self.put_all(frame_of("beat", at=now_ms()))
        await self.tell_asides()

    async def tell_asides(self) -> None:
        """What pages show besides their runs, and no run tells of."""
        frames: dict[Look, str] = {}
        for socket in [each for each in self.sockets if each.look.view in ASIDES]:
            if socket.look not in frames:
                html = await database_sync_to_async(aside)(socket.look)
                frames[socket.look] = frame_of("aside", html=html)
            socket.put(frames[socket.look])

    async def _look(self) -> None:
        """Apart from the reconciler: what a topic asks may take long, and healing may not."""
        await asyncio.sleep(PERIOD_SECONDS)
        await self.topics.look()

    async def _check_rights(self) -> None:
        await asyncio.sleep(RIGHTS_SECONDS)
        for socket, code in await rights.lost(list(self.sockets)):
            socket.close(code)


def _over(known: Known) -> bool:
    return known.live.state in ENDED


_hub: Hub | None = None


def hub() -> Hub:
    """The hub of this process; made in its event loop at first use."""
    global _hub  # noqa: PLW0603 - one a process, bound to its event loop
    if _hub is None:
        _hub = Hub()
    return _hub
