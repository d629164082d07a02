"""The client for an event loop. Following is done in the loop, everything else in a thread."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

from avance_client.client import Client, run_id
from avance_client.events import Event, Live, Place
from avance_client.following import following_async
from avance_client.pauses import Pauses
from avance_client.report import Report
from avance_client.story import Story
from avance_client.uploading import Told, Uploaded


class AsyncClient:
    """As `Client`, whose methods say what each does. `told` is called in another thread. Whoever
    leaves a follower before its end closes it: `async with aclosing(client.follow_mine()) as …`."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        patience: float | None = None,
        language: str = "",
        sandbox: bool = False,
    ) -> None:
        self._client = Client(url, token, patience=patience, language=language, sandbox=sandbox)
        self._token = token

    def follow(self, run: Any, since: Place | None = None) -> AsyncGenerator[Event, None]:
        """Everything that happens to a run, until its end."""
        return self._following(Story(run_id(run), since))

    def follow_mine(self) -> AsyncGenerator[Event, None]:
        """Everything that happens to the runs of the token's owner."""
        return self._following(Story())

    async def run(self, run: Any) -> Live:
        """How a run is now."""
        return await asyncio.to_thread(self._client.run, run)

    async def list(
        self, state: str = "", task: str = "", limit: int = 50, cursor: str = ""
    ) -> tuple[list[Live], str]:
        """A page of runs, and the cursor of the next."""
        return await asyncio.to_thread(self._client.list, state, task, limit, cursor)

    async def start(self, task: str, args: Mapping[str, Any] | None = None, key: str = "") -> Live:
        """Begin work of a kind."""
        return await asyncio.to_thread(self._client.start, task, args, key)

    async def cancel(self, run: Any) -> str:
        """Ask for its end."""
        return await asyncio.to_thread(self._client.cancel, run)

    async def retry(self, run: Any) -> Live:
        """A new run of the same work."""
        return await asyncio.to_thread(self._client.retry, run)

    async def upload(self, path: str | Path, told: Told | None = None) -> Uploaded:
        """Send a film."""
        return await asyncio.to_thread(self._client.upload, path, told)

    async def report(self, month: int, year: int, key: str = "") -> Report:
        """Ask for the sales of a month."""
        return await asyncio.to_thread(self._client.report, month, year, key)

    async def save_report(
        self, report: Report, target: str | Path, told: Told | None = None
    ) -> Path:
        """Fetch the file of a report that is done."""
        return await asyncio.to_thread(self._client.save_report, report, target, told)

    async def me(self) -> Mapping[str, Any]:
        """Who the token's owner is."""
        return await asyncio.to_thread(self._client.me)

    async def download(self, address: str, target: str | Path, told: Told | None = None) -> Path:
        """Fetch a file."""
        return await asyncio.to_thread(self._client.download, address, target, told)

    def _following(self, story: Story) -> AsyncGenerator[Event, None]:
        pauses = Pauses(self._client.patience)
        return following_async(self._client.socket, self._token, story, pauses)
