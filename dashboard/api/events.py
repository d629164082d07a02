"""`/api/v1/runs/<id>/events`: one run as server-sent events, where a proxy breaks WebSocket, and
with `?follow=text` for people. docs/websocket-api.md explains it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from asgiref.sync import SyncToAsync
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard import metrics
from dashboard.access import groups_of
from dashboard.api.caller import bearer
from dashboard.api.catchup import CatchUp, catch_up
from dashboard.api.consumer import places
from dashboard.api.door import Visitor, by_token
from dashboard.api.errors import ApiError, Code
from dashboard.api.follower import Subscription
from dashboard.api.frames import Live, Place, Snapshot
from dashboard.api.http.bearer import asks
from dashboard.api.outbox import ProgramOutbox
from dashboard.api.problems import problem
from dashboard.api.stream import END, EventStream, Lines, Streamed, ends, read_id
from dashboard.api.subscribe import check_rights
from dashboard.api.told import Told
from dashboard.guests import Guest
from dashboard.hub import hub
from dashboard.outbox import pumped
from dashboard.rights import SIGN_IN
from proyecto.dominio.preferencias import zone_of
from proyecto.progress.tokens import PREFIX, Scope

HEADERS = {
    "Cache-Control": "no-store",
    # Proxies that gather an answer before they pass it on would make it useless.
    "X-Accel-Buffering": "no",
}


async def events(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Everything from where the client is (`Last-Event-ID`), until the run is over."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    try:
        stream = await _stream(request, run_id)
    except ApiError as refused:
        return problem(refused)
    if stream is None:
        return HttpResponse(status=204, headers=HEADERS)
    kind = stream.follower.content_type
    return StreamingHttpResponse(stream.pieces(), headers=HEADERS, content_type=kind)


async def _stream(request: HttpRequest, run_id: UUID) -> "Stream | None":
    """What is to be told; None where the client has the end of it."""
    found = await _who(request)
    guest = found.who if isinstance(found.who, Guest) else None
    run = str(run_id)
    if guest is not None:
        run = guest.run_id if run == guest.alias else str(UUID(int=0))
    else:
        found.who.must(Scope.READ)
    follower = _follower(request, found)
    if places.full(follower.pass_, settings.API_SOCKETS_PER_TOKEN):
        raise ApiError(Code.TOO_MANY, _("Too many connections at once."), retry_after=5)
    stream = Stream(follower, run, read_id(request.headers.get("Last-Event-ID", "")))
    caught = await database_sync_to_async(stream.read)()
    return None if stream.has_it_all(caught) else stream


def _follower(request: HttpRequest, found: Visitor) -> Streamed:
    # Where it writes, and how it is cut off, is the stream's own affair.
    given: Any = (found.who, frozenset(groups_of(found.who)), found.pass_, None, None)
    if request.GET.get("follow") != "text":
        return EventStream(*given)
    return Lines(*given, language=get_language(), zone=zone_of(getattr(found.who, "person", None)))


async def _who(request: HttpRequest) -> Visitor:
    text = bearer(request.headers.get("Authorization", ""))
    if text.startswith(PREFIX):
        caller = await database_sync_to_async(asks)(request, text)
        found = Visitor(caller, ("token", caller.token_id)) if caller else Visitor(code=SIGN_IN)
    else:
        found = await database_sync_to_async(by_token)(text)
    if found.code:
        raise ApiError(Code.UNAUTHENTICATED, _("Sign in with an access token."))
    return found


class Stream:
    """One run for one follower."""

    def __init__(self, follower: Streamed, run: str, have: Place | None) -> None:
        self.follower = follower
        self._since = {run: have} if have is not None else {}
        self._cut = asyncio.Event()
        self._queue: asyncio.Queue[str] = asyncio.Queue(maxsize=1)
        follower.outbox = ProgramOutbox(self._queue.put, follower.gap)
        follower.close = self._cut_off
        self._code = 1000
        self._sub = Subscription("", follower, frozenset({run}))

    def read(self) -> CatchUp:
        """What it is to be given first. Raises ApiError. Blocking: for a thread."""
        check_rights(self._sub)
        return catch_up(self._sub, self._since, None)

    def _read_on(self) -> CatchUp:
        try:
            return catch_up(self._sub, self._since, None)
        finally:
            connections.close_all()  # the thread goes, and would leave its connection open

    def has_it_all(self, caught: CatchUp) -> bool:
        """Whether the run is over, and the client has been told so."""
        over = any(ends(frame) for frame in caught.frames)
        return over and bool(self._since) and not any(map(_news, caught.frames))

    async def pieces(self) -> AsyncIterator[str]:
        """All of it, as text."""
        followers, pump = hub().followers, None
        place = self.follower.pass_
        if not places.take(place, settings.API_SOCKETS_PER_TOKEN):
            return  # others took them since it was looked at
        line = metrics.Line(metrics.STREAM)
        try:
            followers.enter(self.follower)  # what is entered is left again
            await hub().hear(self.follower.groups)
            followers.begin(self._sub)
            pump = asyncio.create_task(pumped(self.follower.outbox, self._cut_off))
            async for piece in self._all():
                yield piece
        finally:
            line.over(self._code)
            if pump is not None:
                pump.cancel()
            places.give_back(place)
            if self.follower in followers.members:
                followers.leave(self.follower)
                await hub().unhear(self.follower.groups)

    def _cut_off(self, code: int) -> None:
        self._code = code
        self._cut.set()

    async def _all(self) -> AsyncIterator[str]:
        caught = await database_sync_to_async(self._read_on)()
        _let_thread_go()
        metrics.program_resumed(caught.frames)
        for run_id, known in caught.known.items():
            hub().learn(run_id, known)
        for piece in filter(None, map(self.follower.piece, caught.frames)):
            yield piece
        if any(ends(frame) for frame in caught.frames):
            return
        self._sub.have.update(caught.have)
        self.follower.caught_up(self._sub, Live([], timezone.now()))
        cut = asyncio.create_task(self._cut.wait())
        coming = asyncio.create_task(self._queue.get())
        try:
            while True:
                await asyncio.wait({coming, cut}, return_when=asyncio.FIRST_COMPLETED)
                if cut.done() or (piece := coming.result()) == END:
                    return
                coming = asyncio.create_task(self._queue.get())
                yield piece
        finally:
            cut.cancel()
            coming.cancel()


def _let_thread_go() -> None:
    """Django keeps one thread for a request, as long as that lives: of a thousand streams, a
    thousand threads that do nothing. Whatever of the request is not asynchronous gets a new one."""
    request = SyncToAsync.thread_sensitive_context.get(None)
    thread = SyncToAsync.context_to_thread_executor.pop(request, None) if request else None
    if thread is not None:
        thread.shutdown(wait=False)


def _news(frame: Any) -> bool:
    return isinstance(frame, Told) or (isinstance(frame, Snapshot) and frame.reset)
