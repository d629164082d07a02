"""The page's socket: it says hello and gives the hub a place to put frames."""

import asyncio
import json
import uuid
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import timezone

from dashboard.access import groups_of
from dashboard.catchup import catch_up, moment
from dashboard.fragments import TEMPLATES, Look
from dashboard.frames import now_ms
from dashboard.hub import hub
from dashboard.notice_feed import number
from dashboard.outbox import Outbox
from dashboard.rights import FORBIDDEN, SIGN_IN
from dashboard.subscriber import VIEWS_OF_ONE, Subscriber, frame_of

VERSION = 1
MOST_HAVE = 1000
# What reading a frame of a hostile client may raise: missing and misplaced parts, numbers beyond
# every range, nesting beyond the stack.
NONSENSE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)


class PageConsumer(AsyncWebsocketConsumer):
    """`/ws/ui/`: one socket a page. Commands go over HTTP; this only tells."""

    # No channel of its own on the layer: the hub receives for all.
    channel_layer_alias = "none"

    async def connect(self) -> None:
        """Accept, then refuse with a code that the page understands: a refused handshake looks
        like a network failure and would be tried for ever."""
        self.socket: Subscriber | None = None
        self._pump: asyncio.Task[None] | None = None
        await self.accept()
        if not same_origin(self.scope):
            await self.close(FORBIDDEN)
        elif not self.scope["user"].is_authenticated:
            await self.close(SIGN_IN)

    async def disconnect(self, code: int) -> None:
        """Leave nothing behind."""
        if self.socket is not None:
            await hub().leave(self.socket)
        if self._pump is not None:
            self._pump.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Hello, watch and ping; anything else is answered by an error and changes nothing."""
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
        elif kind == "hello" and self.socket is None and self.scope["user"].is_authenticated:
            await self._hello(message)
        else:
            await self.send(frame_of("error", code="bad_request"))

    async def _hello(self, message: dict[str, Any]) -> None:
        try:
            socket, have, since = self._subscriber(message)
        except NONSENSE:
            await self.send(frame_of("error", code="bad_request"))
            return
        self.socket = socket
        self._pump = asyncio.create_task(self._send_out())
        await hub().join(socket)
        socket.put(frame_of("hello", v=VERSION, broker=hub().broker_up))
        caught = await database_sync_to_async(catch_up)(
            self.scope["user"], socket.look, socket.run, socket.subject, have, since
        )
        for run_id, known in caught.known.items():
            hub().learn(run_id, known)
        for frame in caught.frames:
            await self.send(frame)
        await hub().topics.greet(socket)
        socket.have.update(caught.have)
        socket.caught_up(frame_of("live", at=now_ms()))
        socket.ticks(caught.ticks)

    async def _watch(self, socket: Subscriber, message: dict[str, Any]) -> None:
        try:
            await hub().topics.watch(socket, message["topic"], message["have"])
        except NONSENSE:
            await self.send(frame_of("error", code="bad_request"))

    def _subscriber(self, message: dict[str, Any]) -> tuple[Subscriber, dict[str, int], Any]:
        user, view = self.scope["user"], str(message.get("view"))
        if view not in TEMPLATES:
            raise ValueError(view)
        have = {
            str(uuid.UUID(run_id)): int(at[2])
            for run_id, at in list(message.get("have", {}).items())[:MOST_HAVE]
        }
        run = str(uuid.UUID(message["run"])) if view == "tarea" else ""
        subject = f"{view}:{int(message[view])}" if view in VIEWS_OF_ONE else ""
        since = moment(message.get("at"))
        line, step = message.get("log") or (0, 0)
        socket = Subscriber(
            user_id=user.pk,
            session_key=self.scope["session"].session_key or "",
            groups=frozenset(groups_of(user)),
            look=Look(view, self._language(message), self._zone(user), user.is_staff),
            outbox=Outbox(self.send),
            since=timezone.now(),
            close=self._end_soon,
            run=run,
            subject=subject,
            notices=number(message.get("notices")),
            log=(int(line), int(step)),
        )
        return socket, have, since

    def _language(self, message: dict[str, Any]) -> str:
        wanted = str(message.get("lang", ""))
        known = {code.lower(): code for code, _ in settings.LANGUAGES}
        return known.get(wanted.lower(), settings.LANGUAGE_CODE)

    def _zone(self, user: Any) -> str:
        return user.zona_horaria or settings.TIME_ZONE

    async def _send_out(self) -> None:
        if self.socket is not None:
            await self.socket.outbox.pump()

    def _end_soon(self, code: int) -> None:
        self._ending = asyncio.get_running_loop().create_task(self._end(code))

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
