"""`/ws/v1/`: the socket of programs. docs/websocket-api.md is its protocol."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from math import ceil
from typing import Any

import msgspec
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dashboard import guests, metrics
from dashboard.access import groups_of
from dashboard.api import operations
from dashboard.api.catchup import CatchUp, catch_up
from dashboard.api.door import BAD_SUBPROTOCOL, Visitor, subprotocol_of, visitor
from dashboard.api.errors import ApiError, Code
from dashboard.api.follower import Follower, Subscription
from dashboard.api.followers import BEAT_SECONDS
from dashboard.api.frames import (
    MOST_RUNS,
    VERSION,
    Error,
    Limits,
    Live,
    Ok,
    Place,
    Request,
    Subscribe,
    Unsubscribe,
    Welcome,
)
from dashboard.api.outbox import ProgramOutbox
from dashboard.api.places import Bucket, Failures, Places
from dashboard.api.subscribe import check_rights, since_of, subscription
from dashboard.api.told import Told, as_text
from dashboard.guests import Guest
from dashboard.hub import hub
from dashboard.leaving import LeavingConsumer
from dashboard.outbox import pumped
from dashboard.rights import FORBIDDEN, SIGN_IN, TOO_MANY, TOO_SLOW
from dashboard.sign_in.address import address_of_socket

log = logging.getLogger(__name__)

MESSAGE_BYTES = 65536
# How often somebody at an address may be wrong about who they are, in a minute.
MOST_FAILURES = 60
BURST = 60

# What programs ask for costs more, the more they missed, and they may ask often. So they wait for
# each other, and never do the pages and the hub, which share one thread, wait for them.
threads = ThreadPoolExecutor(2, "programs")
in_thread = partial(database_sync_to_async, thread_sensitive=False, executor=threads)
places = Places()
failures = Failures(MOST_FAILURES)
read_request = msgspec.json.Decoder(Request).decode


class _Named(msgspec.Struct):
    """A frame of which nothing is understood but its id."""

    id: str = ""


read_named = msgspec.json.Decoder(_Named).decode


class ApiConsumer(LeavingConsumer):
    """One program."""

    audience = metrics.PROGRAM

    async def connect(self) -> None:
        """Accept, then refuse with a code that says why: a refused handshake looks like a network
        failure and would be tried for ever."""
        self.follower: Follower | None = None
        self._over = False
        self._line = metrics.Line(self.audience)
        self._pump: asyncio.Task[None] | None = None
        self._place: object = None
        self._passage = guests.Passage(guests.door)
        self._bucket = Bucket(BURST, settings.API_MESSAGES_PER_MINUTE / 60)
        try:
            agreed = subprotocol_of(self.scope)
        except ValueError:
            await self.accept()
            await self.close(BAD_SUBPROTOCOL)
            return
        await self.accept(agreed)
        found = await self._who()
        if found.code:
            await self.close(found.code)
        else:
            await self._let_in(found)

    async def _who(self) -> Visitor:
        """Who it is, if there is room for them."""
        address = address_of_socket(self.scope)
        if failures.too_many(address):
            return Visitor(code=TOO_MANY)
        found = await visitor(self.scope)
        if found.code in {SIGN_IN, FORBIDDEN}:
            failures.note(address)
        if found.code:
            return found
        if isinstance(found.who, Guest):
            room = self._passage.enter(address) and self._passage.watch(found.who.link_id)
            return found if room else Visitor(code=TOO_MANY)
        place = found.pass_ if found.pass_[0] == "token" else ("person", found.who.pk)
        if not places.take(place, settings.API_SOCKETS_PER_TOKEN):
            return Visitor(code=TOO_MANY)
        self._place = place
        return found

    async def _let_in(self, found: Visitor) -> None:
        outbox = ProgramOutbox(self.send)
        groups = frozenset(groups_of(found.who))
        follower = Follower(found.who, groups, found.pass_, outbox, self._end_soon)
        self.follower = follower
        await self.send(as_text(self._welcome(found.who)))
        self._pump = asyncio.create_task(pumped(outbox, self._end_soon))
        hub().followers.enter(follower)  # what is entered is left again
        await hub().hear(groups)

    def _welcome(self, who: Any) -> Welcome:
        guest = isinstance(who, Guest)
        return Welcome(
            version=VERSION,
            time=timezone.now(),
            who="" if guest else str(who.person.get_username()),
            scopes=["read"] if guest else sorted(who.scopes),
            run=who.alias if guest else None,
            broker=hub().broker_up,
            beat_seconds=BEAT_SECONDS,
            limits=Limits(
                subscriptions=settings.API_SUBSCRIPTIONS,
                runs=MOST_RUNS,
                message_bytes=MESSAGE_BYTES,
                messages_per_minute=settings.API_MESSAGES_PER_MINUTE,
                sockets=settings.API_SOCKETS_PER_TOKEN,
            ),
        )

    async def disconnect(self, code: int) -> None:
        """Leave nothing behind."""
        if self._line is not None:
            self._line.over(code)
        self._over = True
        self._passage.leave()
        place, self._place = self._place, None
        if place is not None:
            places.give_back(place)
        if self._pump is not None:
            self._pump.cancel()
        follower, self.follower = self.follower, None
        if follower is not None:
            await self._leave(follower)

    async def _leave(self, follower: Follower) -> None:
        if follower in hub().followers.members:
            hub().followers.leave(follower)
            await hub().unhear(follower.groups)

    # --- what it says ----------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One operation, or nonsense: that is answered by an error and changes nothing."""
        follower = self.follower
        if self._over or follower is None:
            return  # it was sent before the other end knew
        with translation.override(self._language()):
            if wait := self._bucket.take():
                slower = _("Slower."), _named(text_data), ceil(wait * 100) / 100
                await self._refuse(Error(Code.TOO_MANY, *slower))
                return
            try:
                request = read_request(text_data or "")
            except (msgspec.DecodeError, RecursionError) as error:
                sentence = _("This is no frame of the protocol: %(why)s.") % {"why": error}
                await self._refuse(Error(Code.BAD_REQUEST, sentence, id=_named(text_data)))
                return
            try:
                await self._do(follower, request)
            except ApiError as refused:
                facts = {
                    name: refused.facts[name] for name in ("retry_after",) if name in refused.facts
                }
                await self._refuse(Error(refused.code, refused.sentence, request.id, **facts))
            except (DatabaseError, InterfaceError) as error:
                log.warning("%s not done: %s", type(request).__name__, error)
                sentence = _("The database does not answer. Try again.")
                await self._refuse(Error(Code.UNAVAILABLE, sentence, request.id))
            except Exception:
                # A fault of ours in one operation must not end the other subscriptions.
                log.exception("%s failed", type(request).__name__)
                sentence = _("Something went wrong here, and nothing was done. Try again.")
                await self._refuse(Error(Code.UNAVAILABLE, sentence, request.id))

    async def _do(self, follower: Follower, request: Request) -> None:
        if isinstance(request, Subscribe):
            await self._subscribe(follower, request)
        elif isinstance(request, Unsubscribe):
            sub = follower.subs.get(request.sub)
            if sub is None:
                raise ApiError(Code.NOT_FOUND, _("There is no such subscription."))
            hub().followers.drop(sub)
            await self.send(as_text(Ok(request.id)))
        else:
            answer = await in_thread(operations.carry_out)(follower.who, request)
            await self.send(as_text(answer))

    async def _subscribe(self, follower: Follower, asked: Subscribe) -> None:
        sub = subscription(follower, asked)
        if len(follower.subs) >= settings.API_SUBSCRIPTIONS:
            raise ApiError(Code.TOO_MANY, _("This socket has all the subscriptions it may have."))
        hub().followers.begin(sub)  # it hears before it reads
        try:
            caught = await in_thread(_read)(sub, since_of(follower, asked), asked)
            await self.send(as_text(Ok(asked.id)))
            await self._catch_up(sub, caught)
        except BaseException:
            hub().followers.drop(sub)  # all of it or nothing
            raise

    async def _catch_up(self, sub: Subscription, caught: CatchUp) -> None:
        """Past the outbox: the connection itself says when there is room for more."""
        follower = sub.follower
        metrics.program_resumed(caught.frames)
        for run_id, known in caught.known.items():
            hub().learn(run_id, known)
        for frame in caught.frames:
            text = follower.text_of(frame, [sub]) if isinstance(frame, Told) else as_text(frame)
            await self.send(text)
        sub.have.update(caught.have)
        follower.caught_up(sub, Live([sub.id], timezone.now(), caught.more))
        await hub().followers.greet(sub)

    async def _refuse(self, error: Error) -> None:
        await self.send(as_text(error))

    def _language(self) -> str:
        person = getattr(self.follower and self.follower.who, "person", None)
        return str(getattr(person, "idioma", "")) or settings.LANGUAGE_CODE

    # --- its end ---------------------------------------------------------------------------

    def _end_soon(self, code: int) -> None:
        if not self._over:
            self._over = True
            if code == TOO_SLOW:
                log.warning("A program that reads too slowly was closed: %s", self._place)
            self._ending = asyncio.get_running_loop().create_task(self._end(code))

    async def _end(self, code: int) -> None:
        with suppress(Exception):
            await self.close(code)
        await self.disconnect(code)


def _read(sub: Subscription, since: dict[str, Place], asked: Subscribe) -> CatchUp:
    check_rights(sub)
    return catch_up(sub, since, asked.after)


def _named(text: str | None) -> str | msgspec.UnsetType:
    """The id of a frame that is none, where that can be read."""
    try:
        named = read_named(text or "").id
    except (msgspec.DecodeError, RecursionError):
        return msgspec.UNSET
    return named[:64] or msgspec.UNSET
