"""Plays: scripts that began at a time. All of a play is in its run's identifier and its epoch, so
that whichever process a client comes back to can go on with it.

A run that `start` began has its beginning in its identifier. A run that is always there begins anew
for whoever follows it and has nothing of it; from then on its `epoch` says when that was.
"""

import re
import secrets
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from dashboard.api.frames import Place
from dashboard.api.sandbox.scripts import ALL
from dashboard.api.sandbox.stage import Cue, Moment, Stage, cancelled
from proyecto.progress.vocabulary import ENDED, WAITING

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "avance:/ws/sandbox/")
FASTEST = 100
DAY_MS = 24 * 3600 * 1000
# How long a worker takes to hear that it is to stop.
STOPPING_SECONDS = 1.0
EPOCH = re.compile(r"([0-9a-f]{10,11})-([01])(?:-([0-9a-f]{1,8}))?")

FIXED = {uuid.uuid5(NAMESPACE, name): name for name in ALL}


@dataclass(frozen=True)
class Play:
    """`script`, from `began` (in milliseconds since 1970), `speed` times as fast as it is written.
    `cut_short` is when somebody cancelled it, in milliseconds after its beginning."""

    run: str
    script: str
    began: int
    speed: int = 1
    cut_short: int | None = None

    @cached_property
    def items(self) -> list[Moment | Cue]:
        """All that happens, in order."""
        stage = Stage(self.run, self.script, self._wall(0.0), self.speed)
        ALL[self.script](stage)
        if self.cut_short is None:
            return stage.items
        at = self.cut_short / 1000 * self.speed
        return cancelled(stage.items, at, self._wall(at), STOPPING_SECONDS)

    @property
    def moments(self) -> Iterator[Moment]:
        """Of that, what happens to the run."""
        return (item for item in self.items if isinstance(item, Moment))

    def due(self, item: Moment | Cue) -> int:
        """When something happens, in milliseconds since 1970."""
        return self.began + round(item.at * 1000 / self.speed)

    def time(self, moment: Moment) -> datetime:
        """The same, as frames say it."""
        return self._wall(moment.at)

    def known(self, now: int) -> Moment | None:
        """How the run stands; None once it is gone."""
        past = self.before(now)
        if any(isinstance(item, Cue) and item.act == "gone" for item in past):
            return None
        return [item for item in past if isinstance(item, Moment)][-1]

    def before(self, now: int) -> list[Moment | Cue]:
        """All that has happened."""
        return [item for item in self.items if self.due(item) <= now]

    def missed(self, have: Place, now: int) -> list[Moment] | None:
        """The milestones after those that somebody has; None where what they have is void."""
        current = self.known(now)
        if current is None or have.n > current.n:
            return None
        if have.n or have.epoch:  # else they have nothing, of any epoch
            epoch = read_epoch(have.epoch)
            if epoch is None or epoch[:2] != (self.began, current.era):
                return None
        return [
            moment
            for moment in self.moments
            if moment.milestone and moment.era == current.era and have.n < moment.n <= current.n
        ]

    def place(self, moment: Moment) -> Place:
        """Where that is on the run's number line."""
        epoch = f"{self.began:x}-{moment.era}"
        if self.cut_short is not None and moment.at >= self.cut_short / 1000 * self.speed:
            epoch += f"-{self.cut_short:x}"
        return Place(n=moment.n, epoch=epoch, seq=moment.seq)

    def over(self, now: int) -> bool:
        """Whether nothing more will happen."""
        return self.due(self.items[-1]) <= now

    def cancel(self, now: int) -> tuple["Play", str]:
        """The same, cancelled now, and what to answer; itself and nothing where it has ended."""
        moment = self.known(now)
        if moment is None or moment.live.state in ENDED:
            return self, ""
        if self.cut_short is not None:
            return self, "asked"
        outcome = "cancelled" if moment.live.state in WAITING else "stopping"
        return replace(self, cut_short=now - self.began), outcome

    def _wall(self, at: float) -> datetime:
        ms = self.began + round(at * 1000 / self.speed)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


def begin(script: str, now: int, speed: int = 1) -> Play:
    """A play that begins now."""
    head = bytearray(now.to_bytes(6, "big") + bytes([0x80, speed]) + secrets.token_bytes(4))
    head[6] |= secrets.randbits(4)
    head[8] = 0x80 | (head[8] & 0x3F)
    run = uuid.UUID(bytes=bytes(head) + _sum_of(head, script))
    return Play(str(run), script, now, speed)


def fixed(run: uuid.UUID, now: int, have: Place | None = None) -> Play | None:
    """The play of a run that is always there: the one that somebody has, else one that begins now.
    None for any other run."""
    name = FIXED.get(run)
    if name is None:
        return None
    known = have and read_epoch(have.epoch)
    if not known or not now - DAY_MS < known[0] <= now:
        return Play(str(run), name, now)
    return Play(str(run), name, known[0])


def begun(run: uuid.UUID, now: int) -> Play | None:
    """The play that `start` began; None where it began none, or that is a day ago."""
    head, sum_ = run.bytes[:12], run.bytes[12:]
    began, speed = int.from_bytes(head[:6], "big"), head[7]
    if not (now - DAY_MS < began <= now and 1 <= speed <= FASTEST):
        return None
    for script in ALL:
        if _sum_of(head, script) == sum_:
            return Play(str(run), script, began, speed)
    return None


def as_somebody_has_it(play: Play, have: Place | None) -> Play:
    """Cancelled, where their place says so: they may have done that through another process."""
    known = have and read_epoch(have.epoch)
    if not known or known[0] != play.began or play.cut_short is not None:
        return play
    ended = next((m.at for m in play.moments if m.live.state in ENDED), None)
    if known[2] is None or (ended is not None and known[2] / 1000 * play.speed >= ended):
        return play
    return replace(play, cut_short=known[2])


def read_epoch(text: str) -> tuple[int, int, int | None] | None:
    """Beginning, era and cancellation; None where it is none of ours."""
    found = EPOCH.fullmatch(text)
    if found is None:
        return None
    began, era, cut_short = found.groups()
    return int(began, 16), int(era), int(cut_short, 16) if cut_short else None


def _sum_of(head: bytes | bytearray, script: str) -> bytes:
    return zlib.crc32(bytes(head) + script.encode()).to_bytes(4, "big")
