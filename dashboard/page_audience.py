"""The pages that this process has: what they are told of runs, rendered once for each look."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from channels.db import database_sync_to_async
from django.db import DatabaseError, InterfaceError

from dashboard import metrics, rights
from dashboard.counts import Shared, counts_of
from dashboard.fragments import ASIDES, Fragments, Look, aside
from dashboard.frames import milestone_frame, now_ms, tick_piece
from dashboard.subscriber import VIEWS_OF_ALL, Subscriber, frame_of
from proyecto.progress import trace
from proyecto.progress.events import Event, Position
from proyecto.progress.vocabulary import ENDED

if TYPE_CHECKING:
    from dashboard.hub import Hub

log = logging.getLogger(__name__)

# Four updates a second look alive and cost a page of a hundred cards a tenth of a core.
TICK_SECONDS = 0.25
COUNT_SECONDS = 0.5
BEAT_SECONDS = 15.0
# Promised: 5 s from the loss of a right to the closed socket.
RIGHTS_SECONDS = 3.0
RETRY_SECONDS = 1.0


class Pages:
    """Belongs to one hub, which tells it what happens."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.sockets: set[Subscriber] = set()
        self.milestones: asyncio.Queue[tuple[str, Position, Event]] = asyncio.Queue()
        self.moved: set[int | None] = set()
        self.fragments = Fragments()
        self._dirty: set[str] = set()

    def loops(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What the hub has to do again and again."""
        return (self._hand_on, self._tick, self._count, self._beat, self._check_rights)

    def event(self, run_id: str, at: Position, event: Event) -> None:
        """A run went on. Milestones need their HTML, so they wait in line; numbers are gathered."""
        if event.n:
            self.milestones.put_nowait((run_id, at, event))
        if event.live.state not in ENDED:
            self._dirty.add(run_id)

    def put_all(self, frame: str) -> None:
        """Give every page the same frame."""
        for socket in list(self.sockets):
            socket.put(frame)

    def broker(self, up: bool) -> None:
        """Redis answers, or does not."""
        self.put_all(frame_of("broker", ok=up))

    async def _hand_on(self) -> None:
        """Milestones, in order, with their HTML."""
        run_id, at, event = await self.milestones.get()
        began = time.time_ns()
        self.moved.add(event.live.owner)
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
        given = len(wanting) + len(others)
        metrics.delivered(metrics.PAGE, metrics.MILESTONE, given, event.at)
        trace.past("tell pages", event.trace, began, **{"avance.n": at.n, "avance.sockets": given})

    def _may_hear(self, socket: Subscriber, run_id: str, event: Event) -> bool:
        live = event.live
        theirs = rights.hears(socket, live.owner) and socket.wants(run_id, live.subject)
        return theirs and socket.concerns(run_id, live)

    async def fragment(self, run_id: str, n: int, look: Look) -> str:
        """The HTML of a run at milestone `n` or later. A database that is away is waited for: a
        milestone that was passed over would be missing for good."""
        while True:
            try:
                return await database_sync_to_async(self.fragments.html)(run_id, n, look)
            except (DatabaseError, InterfaceError) as error:
                log.warning("not rendered yet: %s", error)
                await asyncio.sleep(RETRY_SECONDS)

    async def _tick(self) -> None:
        await asyncio.sleep(TICK_SECONDS)
        dirty, self._dirty = self._dirty, set()
        known = self.hub.known
        mine = {run_id: known[run_id] for run_id in dirty if run_id in known}
        # The end is told by its milestone: a full bar must not come before it.
        fresh = {run: one for run, one in mine.items() if one.live.state not in ENDED}
        pieces = {run_id: tick_piece(run_id, one) for run_id, one in fresh.items()}
        given = 0
        for socket in self.sockets:
            theirs = {
                run_id: piece
                for run_id, piece in pieces.items()
                if rights.hears(socket, fresh[run_id].live.owner)
                and socket.wants(run_id, fresh[run_id].live.subject)
            }
            given += len(theirs)
            socket.ticks(theirs)
        metrics.delivered(metrics.PAGE, metrics.TICK, given)

    async def _count(self) -> None:
        """The numbers above the lists of those whose runs moved."""
        await asyncio.sleep(COUNT_SECONDS)
        moved, self.moved = self.moved, set()
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

    async def _check_rights(self) -> None:
        await asyncio.sleep(RIGHTS_SECONDS)
        for socket, code in await rights.lost(list(self.sockets)):
            socket.close(code)
