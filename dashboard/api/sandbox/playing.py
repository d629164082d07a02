"""One play, as one program follows it."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from msgspec import Struct

from dashboard.api.follower import Subscription
from dashboard.api.frames import Place, Snapshot
from dashboard.api.sandbox.plays import Play
from dashboard.api.sandbox.stage import Cue, Moment
from dashboard.api.told import Told, position
from proyecto.progress.events import Event


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Playing:
    """Tells `subs` of a play what happens when it happens; `befall` does what a cue says."""

    def __init__(self, play: Play, befall: Callable[["Playing", Cue], Awaitable[None]]) -> None:
        self.play = play
        self.subs: dict[str, Subscription] = {}
        self._befall = befall
        self._told = 0
        self._task: asyncio.Task[None] | None = None

    def join(self, sub: Subscription, have: Place | None, now: int) -> list[Struct | Told]:
        """It follows, too. What it is to be given first."""
        play = self.play
        moment = play.known(now)
        assert moment is not None
        missed = play.missed(have, now) if have is not None else None
        self.subs[sub.id] = sub
        sub.have[play.run] = position(play.place(moment))
        snapshot = Snapshot(
            subs=[sub.id],
            run=play.run,
            at=play.place(moment),
            live=moment.live,
            recovered=missed is not None,
            reset=have is not None and missed is None,
        )
        replayed: list[Struct | Told] = [self._event(one, replayed=True) for one in missed or ()]
        if self._task is None:
            self._told = len(play.before(now))
            self._go_on()
        return [*replayed, snapshot]

    def expect(self, sub: Subscription) -> None:
        """It follows from the very beginning, which is now."""
        self.subs[sub.id] = sub
        if self._task is None:
            self._told = 0
            self._go_on()

    def become(self, play: Play) -> None:
        """It was cancelled: the rest is another."""
        self.stop()
        self.play = play
        self._go_on()

    def stop(self) -> None:
        """Tell nothing more."""
        if self._task is not None:
            self._task.cancel()

    def _go_on(self) -> None:
        self._task = asyncio.create_task(self._play())

    async def _play(self) -> None:
        while self._told < len(self.play.items):
            item = self.play.items[self._told]
            await asyncio.sleep(max(0, self.play.due(item) - now_ms()) / 1000)
            self._told += 1
            if isinstance(item, Cue):
                await self._befall(self, item)
            elif item.kind:
                told, subs = self._event(item), list(self.subs.values())
                if subs:
                    subs[0].follower.give(told, subs)

    def _event(self, moment: Moment, *, replayed: bool = False) -> Told:
        n = moment.n if moment.milestone else 0
        event = Event(moment.kind, self.play.time(moment), moment.live, n)
        at = position(self.play.place(moment))
        return Told(self.play.run, at, event, replayed=replayed)
