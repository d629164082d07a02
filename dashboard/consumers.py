"""The page's socket: it says hello and gives the hub a place to put frames."""

import asyncio
import json
import uuid
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from channels.db import database_sync_to_async
from django.conf import settings
from django.utils import timezone

from dashboard import guests, metrics
from dashboard.access import groups_of
from dashboard.catchup import catch_up, moment
from dashboard.fragments import TEMPLATES, Look
from dashboard.frames import now_ms
from dashboard.guests import Guest, GuestSubscriber
from dashboard.hub import hub
from dashboard.leaving import LeavingConsumer
from dashboard.notice_feed import number
from dashboard.outbox import Outbox, pumped
from dashboard.rights import FORBIDDEN, SIGN_IN
from dashboard.run_filter import EVERYTHING, RunFilter, read
from dashboard.sign_in.address import address_of_socket
from dashboard.subscriber import VIEWS_OF_ONE, Subscriber, frame_of

VERSION = 1
MOST_HAVE = 1000
LONGEST_FILTER = 2000
TOO_MANY = 4429
# Who has no account says within this which link they have.
SILENCE_SECONDS = 5.0
# What reading a frame of a hostile client may raise: missing and misplaced parts, numbers beyond
# every range, nesting beyond the stack.
NONSENSE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)


class PageConsumer(LeavingConsumer):
    """`/ws/ui/`: one socket a page. Commands go over HTTP; this only tells."""

    async def connect(self) -> None:
        """Accept, then refuse with a code that the page understands: a refused handshake looks
        like a network failure and would be tried for ever."""
        self.socket: Subscriber | None = None
        self._over = False
        self._line = metrics.Line(metrics.PAGE)
        self._pump: asyncio.Task[None] | None = None
        self._passage = guests.Passage(guests.door)
        await self.accept()
        if not same_origin(self.scope):
            await self.close(FORBIDDEN)
        elif not self.scope["user"].is_authenticated:
            await self._let_in()

    async def _let_in(self) -> None:
        """Who has no account may have a link, and is to say so soon."""
        if not self._passage.enter(address_of_socket(self.scope)):
            await self.close(TOO_MANY)
            return
        asyncio.get_running_loop().call_later(SILENCE_SECONDS, self._end_if_silent)

    def _end_if_silent(self) -> None:
        if self.socket is None:
            self._end_soon(SIGN_IN)

    async def disconnect(self, code: int) -> None:
        """Leave nothing behind."""
        if self._line is not None:
            self._line.over(code)
        self._passage.leave()
        if self.socket is not None:
            await hub().leave(self.socket)
        if self._pump is not None:
            self._pump.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Hello, watch and ping; anything else is answered by an error and changes nothing."""
        if self._over:
            return  # it was sent before the other end knew
        try:
            message = json.loads(text_data or "")
            kind = message["t"]
        except NONSENSE:
            await self.send(frame_of("error", code="bad_request"))
            return
        if kind == "ping":
            await self.send(frame_of("pong"))
        elif kind == "watch" and self.socket is not None:
            await self._watch(self.socket, message)
        elif kind == "hello" and self.socket is None:
            await self._hello(message)
        else:
            await self.send(frame_of("error", code="bad_request"))

    async def _hello(self, message: dict[str, Any]) -> None:
        try:
            viewer, code = await self._viewer(message)
            if code:
                await self.close(code)
                return
            socket, have, since = self._subscriber(message, viewer)
        except NONSENSE:
            await self.send(frame_of("error", code="bad_request"))
            return
        self.socket = socket
        self._pump = asyncio.create_task(self._send_out())
        await self._catch_up(viewer, socket, have, since)

    async def _catch_up(
        self, viewer: Any, socket: Subscriber, have: dict[str, int], since: datetime
    ) -> None:
        await hub().join(socket)
        socket.put(frame_of("hello", v=VERSION, broker=hub().broker_up))
        caught = await database_sync_to_async(catch_up)(
            viewer, socket.look, socket.run, socket.subject, have, since, socket.asked
        )
        if have:
            metrics.page_resumed(bool(caught.frames))
        for run_id, known in caught.known.items():
            hub().learn(run_id, known)
        for frame in caught.frames:
            await self.send(viewer.masked(frame) if isinstance(viewer, Guest) else frame)
        await hub().topics.greet(socket)
        socket.have.update(caught.have)
        socket.shown = caught.shown
        socket.caught_up(frame_of("live", at=now_ms()))
        socket.ticks(caught.ticks)

    async def _watch(self, socket: Subscriber, message: dict[str, Any]) -> None:
        try:
            if isinstance(socket, GuestSubscriber):
                raise ValueError(message)
            await hub().topics.watch(socket, message["topic"], message["have"])
        except NONSENSE:
            await self.send(frame_of("error", code="bad_request"))

    async def _viewer(self, message: dict[str, Any]) -> tuple[Any, int | None]:
        """Who looks, or the code that says why nobody may."""
        user = self.scope["user"]
        if message.get("view") != guests.VIEW:
            return user, None if user.is_authenticated else SIGN_IN
        guest = await database_sync_to_async(guests.guest_of)(str(message.get("enlace")))
        if guest is None:
            return None, FORBIDDEN
        return guest, None if self._passage.watch(guest.link_id) else TOO_MANY

    def _subscriber(
        self, message: dict[str, Any], user: Any
    ) -> tuple[Subscriber, dict[str, int], Any]:
        view = str(message.get("view"))
        if view not in TEMPLATES:
            raise ValueError(view)
        have = {
            str(uuid.UUID(run_id)): int(at[2])
            for run_id, at in list(message.get("have", {}).items())[:MOST_HAVE]
        }
        run = str(uuid.UUID(message["run"])) if view == "tarea" else ""
        subject = f"{view}:{int(message[view])}" if view in VIEWS_OF_ONE else ""
        since = moment(message.get("at"))
        given: dict[str, Any] = {
            "user_id": user.pk,
            "session_key": "",
            "groups": frozenset(groups_of(user)),
            "look": Look(view, self._language(message), self._zone(user), user.is_staff),
            "outbox": Outbox(self.send),
            "since": timezone.now(),
            "close": self._end_soon,
        }
        if isinstance(user, Guest):
            shown = {user.run_id: have[user.alias]} if user.alias in have else {}
            return GuestSubscriber(user, run=user.run_id, **given), shown, since
        line, step = message.get("log") or (0, 0)
        given |= {
            "session_key": self.scope["session"].session_key or "",
            "notices": number(message.get("notices")),
            "log": (int(line), int(step)),
            "asked": self._asked(message, user) if view == "tareas" else EVERYTHING,
        }
        return Subscriber(run=run, subject=subject, **given), have, since

    def _asked(self, message: dict[str, Any], user: Any) -> RunFilter:
        params = dict(parse_qsl(str(message.get("filter", ""))[:LONGEST_FILTER]))
        return read(params, staff=user.is_staff)

    def _language(self, message: dict[str, Any]) -> str:
        wanted = str(message.get("lang", ""))
        known = {code.lower(): code for code, _ in settings.LANGUAGES}
        return known.get(wanted.lower(), settings.LANGUAGE_CODE)

    def _zone(self, user: Any) -> str:
        return user.zona_horaria or settings.TIME_ZONE

    async def _send_out(self) -> None:
        if self.socket is not None:
            await pumped(self.socket.outbox, self._end_soon)

    def _end_soon(self, code: int) -> None:
        self._ending = asyncio.get_running_loop().create_task(self._end(code))

    async def close(self, code: Any = None, reason: Any = None) -> None:
        """Say goodbye; nothing is heard any more."""
        self._over = True
        await super().close(code, reason)

    async def _end(self, code: int) -> None:
        with suppress(Exception):
            await self.close(code)
        await self.disconnect(code)


def same_origin(scope: dict[str, Any]) -> bool:
    """Whether the page that opened the socket is ours. A cookie alone proves nothing here:
    browsers send it along from any site."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return bool(origin) and urlsplit(origin).netloc == headers.get(b"host", b"").decode("latin-1")
