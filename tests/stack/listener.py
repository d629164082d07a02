"""Hears a Channels group as a web process does, and keeps what was said."""

import asyncio
import threading
from contextlib import suppress
from typing import Any

from channels.layers import channel_layers

from proyecto.progress.events import Event, Position, decode_event
from tests.scripts.waiting import until

GROUP_IS_HEARD = 5.0


class Listener:
    """Messages of one group, in the order in which they came, from the moment it is entered."""

    def __init__(self, group: str) -> None:
        self.group = group
        self.messages: list[dict[str, Any]] = []
        self._loop = asyncio.new_event_loop()
        self._joined = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Listener":
        self._thread.start()
        assert self._joined.wait(GROUP_IS_HEARD)
        return self

    def __exit__(self, *problem: object) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(GROUP_IS_HEARD)

    def told(self, run: Any) -> list[tuple[Position, Event]]:
        """What was said of a run."""
        mine = [message for message in self.messages if message["run"] == str(run)]
        return [(Position(*m["at"]), decode_event(m["event"])) for m in mine]

    def types(self, run: Any) -> list[str]:
        """The types of what was said of a run."""
        return [event.type for _, event in self.told(run)]

    def hears(self, run: Any, n: int) -> None:
        """Wait until milestone `n` of a run was said."""
        until(lambda: any(event.n == n for _, event in self.told(run)))

    def _run(self) -> None:
        self._task = self._loop.create_task(self._listen())
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.close()

    async def _listen(self) -> None:
        # Of its own: a layer keeps a connection for each event loop.
        layer = channel_layers.make_backend("default")
        channel = await layer.new_channel()
        await layer.group_add(self.group, channel)
        self._joined.set()
        try:
            while True:
                self.messages.append(await layer.receive(channel))
        finally:
            await layer.group_discard(self.group, channel)
            await layer.flush()
