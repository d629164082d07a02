"""The sandbox's socket: whoever comes is let in, as long as there is room, and what they are told
is played by scripts."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import Struct

from dashboard import guests, metrics
from dashboard.api.caller import Caller
from dashboard.api.consumer import MESSAGE_BYTES, ApiConsumer, places
from dashboard.api.door import Visitor
from dashboard.api.errors import ApiError, Code
from dashboard.api.follower import Follower, Subscription
from dashboard.api.followers import MINE
from dashboard.api.frames import (
    VERSION,
    Beat,
    Broker,
    Bye,
    Cancel,
    Gone,
    Limits,
    List,
    Live,
    Ok,
    Place,
    Request,
    Retry,
    Start,
    Subscribe,
    Unsubscribe,
    Welcome,
)
from dashboard.api.outbox import ProgramOutbox
from dashboard.api.sandbox import commands
from dashboard.api.sandbox.desk import desk
from dashboard.api.sandbox.playing import Playing, now_ms
from dashboard.api.sandbox.plays import Play
from dashboard.api.sandbox.scripts import RESTARTING
from dashboard.api.sandbox.stage import Cue
from dashboard.api.subscribe import since_of, subscription
from dashboard.api.told import Told, as_text
from dashboard.outbox import pumped
from dashboard.rights import FORBIDDEN, TOO_MANY
from dashboard.server.hooks import on_drain
from dashboard.sign_in.address import address_of_socket
from proyecto.progress.tokens import Scope

NAME = "sandbox"
BEAT_SECONDS = 5.0
# Who wants to go on comes back.
LIFE_SECONDS = 15 * 60.0
COME_BACK_MS = 300
MOST_SUBSCRIPTIONS = 16
MOST_PLAYS = 16
# What the other end of a connection that broke calls its end.
BROKEN = 1006

door = guests.Door()
sockets: set["SandboxConsumer"] = set()


@dataclass(frozen=True, slots=True)
class Nobody:
    """Whoever is in the sandbox."""

    pk: int = 0
    is_active: bool = True
    is_staff: bool = False
    zona_horaria: str = ""
    idioma: str = ""


VISITOR = Caller(Nobody(), frozenset({Scope.READ, Scope.WRITE}))


class SandboxConsumer(ApiConsumer):
    """One program that tries itself out."""

    audience = metrics.SANDBOX

    async def connect(self) -> None:
        """Accept, and then say what is wrong, if anything is."""
        self._plays: dict[str, Playing] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.address = address_of_socket(self.scope)
        await super().connect()

    async def _who(self) -> Visitor:
        self._passage = guests.Passage(door)
        if not settings.SANDBOX_SOCKETS:
            return Visitor(code=FORBIDDEN)
        if not self._passage.enter(self.address):
            return Visitor(code=TOO_MANY)
        if not places.take(NAME, settings.SANDBOX_SOCKETS):
            return Visitor(code=TOO_MANY)
        self._place = NAME
        return Visitor(VISITOR, (NAME, self.address))

    async def _let_in(self, found: Visitor) -> None:
        outbox = ProgramOutbox(self.send)
        self.follower = Follower(found.who, frozenset(), found.pass_, outbox, self._end_soon)
        await self.send(as_text(self._welcome(found.who)))
        self._pump = asyncio.create_task(pumped(outbox, self._end_soon))
        self._tasks = [asyncio.create_task(self._beat()), asyncio.create_task(self._grow_old())]
        sockets.add(self)

    def _welcome(self, who: Any) -> Welcome:
        return Welcome(
            version=VERSION,
            time=timezone.now(),
            who=NAME,
            scopes=sorted(who.scopes),
            run=None,
            broker=True,
            beat_seconds=BEAT_SECONDS,
            limits=Limits(
                subscriptions=MOST_SUBSCRIPTIONS,
                runs=MOST_PLAYS,
                message_bytes=MESSAGE_BYTES,
                messages_per_minute=settings.API_MESSAGES_PER_MINUTE,
                sockets=settings.SHARED_SOCKETS_PER_ADDRESS,
            ),
        )

    async def _leave(self, follower: Follower) -> None:
        sockets.discard(self)
        for playing in self._plays.values():
            playing.stop()
        for task in self._tasks:
            task.cancel()

    # --- what it says ----------------------------------------------------------------------

    async def _do(self, follower: Follower, request: Request) -> None:
        if isinstance(request, Subscribe):
            await self._subscribe(follower, request)
            return
        answer = Ok(request.id)
        if isinstance(request, Unsubscribe):
            self._unfollow(follower, request.sub)
        elif isinstance(request, List):
            found, following = commands.listed(request, self.address, now_ms())
            answer = Ok(request.id, runs=found, **({"next": following} if following else {}))
        elif isinstance(request, Cancel):
            answer.outcome = self._cancel(request.run)
        elif isinstance(request, Retry):
            play = commands.retry(self._play_of(request.run), self.address, now_ms())
            answer.run = play.run
            begins(play, self.address)
        elif isinstance(request, Start):
            play, before = commands.start(request, self.address, now_ms())
            answer.run = play.run
            if not before:
                begins(play, self.address)
        await self.send(as_text(answer))

    async def _subscribe(self, follower: Follower, asked: Subscribe) -> None:
        sub = subscription(follower, asked)
        if len(follower.subs) >= MOST_SUBSCRIPTIONS:
            raise ApiError(Code.TOO_MANY, _("This socket has all the subscriptions it may have."))
        now, since = now_ms(), since_of(follower, asked)
        self._tidy(now)
        found = self._wanted(sub, since, now)
        if len(self._plays.keys() | found.keys()) > MOST_PLAYS:
            sentence = _("One socket may follow %(most)d runs here.") % {"most": MOST_PLAYS}
            raise ApiError(Code.TOO_LARGE, sentence)
        follower.subs[sub.id] = sub
        frames: list[Struct | Told] = [
            Gone([sub.id], run) for run in (sub.runs or since.keys()) - found.keys()
        ]
        for run, play in found.items():
            frames += self._playing(play).join(sub, since.get(run), now)
        await self.send(as_text(Ok(asked.id)))
        for frame in frames:
            text = follower.text_of(frame, [sub]) if isinstance(frame, Told) else as_text(frame)
            await self.send(text)
        follower.caught_up(sub, Live([sub.id], timezone.now()))

    def _wanted(self, sub: Subscription, since: dict[str, Place], now: int) -> dict[str, Play]:
        """The plays that a subscription is about."""
        if not sub.to:
            return {run: self._find(UUID(run), now, since.get(run)) for run in sorted(sub.runs)}
        theirs = {play.run: play for play in desk.plays_of(self.address)}
        return {run: play for run, play in theirs.items() if run in since or not play.over(now)}

    def _find(self, run: UUID, now: int, have: Place | None = None) -> Play:
        """What plays already on this socket goes on, whatever is said of another."""
        playing = self._plays.get(str(run))
        if playing is not None and playing.play.known(now) is not None:
            return playing.play
        return commands.find(run, now, have)

    def _playing(self, play: Play) -> Playing:
        """It, or a new one where there is none, or only what was gone before."""
        playing = self._plays.get(play.run)
        if playing is None or playing.play.began != play.began:
            if playing is not None:
                playing.stop()
            playing = self._plays[play.run] = Playing(play, self._befall)
        return playing

    def _tidy(self, now: int) -> None:
        """Of what is over there is nothing more to tell."""
        for run in [run for run, playing in self._plays.items() if playing.play.over(now)]:
            self._plays.pop(run).stop()

    def _unfollow(self, follower: Follower, sub_id: str) -> None:
        if follower.subs.pop(sub_id, None) is None:
            raise ApiError(Code.NOT_FOUND, _("There is no such subscription."))
        for run, playing in list(self._plays.items()):
            playing.subs.pop(sub_id, None)
            if not playing.subs:
                playing.stop()
                del self._plays[run]

    def _play_of(self, run: UUID) -> Play:
        return self._find(run, now_ms())

    def _cancel(self, run: UUID) -> str:
        before = self._play_of(run)
        play, outcome = before.cancel(now_ms())
        if not outcome:
            raise ApiError(Code.CONFLICT, _("It has already ended."))
        if play is not before:
            desk.cut(play)
            for socket in list(sockets):
                socket.becomes(play)
        return outcome

    # --- what it is told -------------------------------------------------------------------

    def becomes(self, play: Play) -> None:
        """Somebody cancelled a play."""
        playing = self._plays.get(play.run)
        if playing is not None and playing.play.began == play.began:
            playing.become(play)

    def begins(self, play: Play) -> None:
        """Somebody at its address began one."""
        subs = self.follower.subs.values() if self.follower is not None else ()
        mine = [sub for sub in subs if sub.to == MINE]
        if mine and len(self._plays) >= MOST_PLAYS:
            self._tidy(now_ms())
        if mine and len(self._plays) >= 2 * MOST_PLAYS:
            self._end_soon(TOO_MANY)
            return
        for sub in mine:
            self._playing(play).expect(sub)

    async def _befall(self, playing: Playing, cue: Cue) -> None:
        follower = self.follower
        if follower is None:
            return
        if cue.act == "gone":
            follower.put(Gone(list(playing.subs), playing.play.run))
        elif cue.act == "away":
            follower.put(Broker(up=not cue.value))
        elif cue.act == "bye":
            await self.send(as_text(Bye(cue.value)))
        else:
            self._end_soon(BROKEN if cue.act == "cut" else cue.value)

    async def _beat(self) -> None:
        while self.follower is not None:
            await asyncio.sleep(BEAT_SECONDS)
            self.follower.put(Beat(timezone.now()))

    async def _grow_old(self) -> None:
        await asyncio.sleep(LIFE_SECONDS)
        await self.say_goodbye()
        self._end_soon(RESTARTING)

    async def say_goodbye(self) -> None:
        """This server leaves, for this program."""
        with suppress(Exception):
            await self.send(as_text(Bye(COME_BACK_MS)))


def begins(play: Play, address: str) -> None:
    """Tell whoever follows all that is begun there."""
    for socket in [socket for socket in sockets if socket.address == address]:
        socket.begins(play)


@on_drain
async def goodbye() -> None:
    """This server leaves, for all of them."""
    await asyncio.gather(*(socket.say_goodbye() for socket in list(sockets)))
