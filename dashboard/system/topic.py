"""Keeps the page Sistema live: looks while somebody watches, and sends the parts that changed."""

import asyncio
import time
from typing import Any

from channels.db import database_sync_to_async
from django.contrib.auth import get_user_model

from dashboard.fragments import Look
from dashboard.subscriber import Subscriber, frame_of
from dashboard.system.overview import Observer
from dashboard.system.parts import MANAGE, parts
from dashboard.topic import Topic
from proyecto.progress.actions import SYSTEM

VIEW = "sistema"
# Not more often, whatever happens.
PAUSE_SECONDS = 2.0

# What a page shows: its look, and whether it has buttons.
Shown = tuple[Look, bool]


class System(Topic):
    """One reading for all who watch; nobody watches, nothing is read."""

    name = SYSTEM

    def __init__(self, hub: Any) -> None:
        super().__init__(hub)
        self._observer = Observer()
        self._sent: dict[Subscriber, dict[str, str]] = {}
        self._looked = 0.0
        self._soon: asyncio.Task[None] | None = None
        self._one = asyncio.Lock()

    async def hear(self, body: dict[str, Any]) -> None:
        """Somebody of the team did something: show it now. The hub's receiver does not wait."""
        if self._soon is None or self._soon.done():
            self._soon = asyncio.create_task(self._look_soon())

    async def look(self) -> None:
        """Show what changed."""
        if time.monotonic() - self._looked >= PAUSE_SECONDS / 2:
            await self._tell(self._watching())

    async def greet(self, socket: Subscriber) -> None:
        """The page may have been made a while ago."""
        if socket.look.view == VIEW and socket.look.staff:
            await self._tell([socket])

    async def _look_soon(self) -> None:
        await asyncio.sleep(max(0.0, self._looked + 0.2 - time.monotonic()))
        await self._tell(self._watching())

    def _watching(self) -> list[Subscriber]:
        found = [s for s in self.hub.sockets if s.look.view == VIEW and s.look.staff and s.ready]
        self._sent = {socket: self._sent[socket] for socket in found if socket in self._sent}
        return found

    async def _tell(self, sockets: list[Subscriber]) -> None:
        if not sockets:
            return
        async with self._one:
            self._looked = time.monotonic()
            shown = await self._read({(s, s.look, s.user_id) for s in sockets})
            for socket in sockets:
                before, now = self._sent.get(socket, {}), shown[socket]
                self._sent[socket] = now
                fresh = [html for part, html in now.items() if before.get(part) != html]
                if fresh:
                    socket.put(frame_of("aside", html="".join(fresh)))

    @database_sync_to_async
    def _read(self, who: set[tuple[Subscriber, Look, int]]) -> dict[Subscriber, dict[str, str]]:
        users = get_user_model()._default_manager.in_bulk({user_id for _, _, user_id in who})
        may = {user_id: user.has_perm(MANAGE) for user_id, user in users.items()}
        now = self._observer.look()
        made: dict[Shown, dict[str, str]] = {}
        for _, look, user_id in who:
            key = (look, may.get(user_id, False))
            if key not in made:
                made[key] = parts(now, look, may=key[1])
        return {socket: made[look, may.get(user_id, False)] for socket, look, user_id in who}
