"""The client that blocks."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from avance_client import paths
from avance_client.downloading import Download
from avance_client.errors import NotFound
from avance_client.events import Event, Live, Place
from avance_client.following import following
from avance_client.http import Http
from avance_client.pauses import Pauses
from avance_client.report import Report
from avance_client.socket import socket_address
from avance_client.story import Story
from avance_client.uploading import Told, Upload, Uploaded


class Client:
    """One Avance, with one token. `patience`: after how many seconds without the server a follower
    gives up; None: never. `sandbox`: follow the scripted runs of `/ws/sandbox/`. Every `run` may be
    an identifier or anything with a `run` of its own."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        patience: float | None = None,
        language: str = "",
        sandbox: bool = False,
    ) -> None:
        self.http = Http(url, token, language)
        self.socket = socket_address(url, sandbox)
        self._token = token
        self.patience = patience

    def follow(self, run: Any, since: Place | None = None) -> Iterator[Event]:
        """Everything that happens to a run, each milestone once and in order, from its beginning or
        after `since`, until its end, which is told exactly once."""
        return self._following(Story(run_id(run), since))

    def follow_mine(self) -> Iterator[Event]:
        """The same of every run of the token's owner that is not over, and of those that come."""
        return self._following(Story())

    def run(self, run: Any) -> Live:
        """How a run is now."""
        return Live.of(self.http.get(paths.run(run_id(run))))

    def list(
        self, state: str = "", task: str = "", limit: int = 50, cursor: str = ""
    ) -> tuple[list[Live], str]:
        """A page of runs, newest first, and the cursor of the next page, empty after the last."""
        said = self.http.get(paths.RUNS, state=state, task=task, limit=limit, cursor=cursor)
        return [Live.of(one) for one in said["runs"]], said.get("next") or ""

    def start(self, task: str, args: Mapping[str, Any] | None = None, key: str = "") -> Live:
        """Begin work of a kind. The same `key` again within a day gives the same run."""
        body = {"task": task, "args": dict(args or {})}
        return Live.of(self.http.post(paths.RUNS, body, key or new_key()))

    def cancel(self, run: Any) -> str:
        """Ask for its end: `cancelled`, `stopping`, or `asked` where somebody had asked before."""
        said = self.http.post(paths.cancel(run_id(run)), {}, new_key())
        return str(said["outcome"])

    def retry(self, run: Any) -> Live:
        """A new run of the same work."""
        return Live.of(self.http.post(paths.retry(run_id(run)), {}, new_key()))

    def upload(
        self,
        path: str | Path,
        told: Told | None = None,
        *,
        address: str = "",
        begun: Callable[[str], None] | None = None,
    ) -> Uploaded:
        """Send a film. What breaks off goes on where it was; to go on in another process, keep the
        address that `begun` is told, and give it as `address`."""
        return Upload(self.http, paths.UPLOADS, Path(path), told, address, begun).send()

    def report(self, month: int, year: int, key: str = "") -> Report:
        """Ask for the sales of a month: follow it, then `save_report`."""
        body = {"month": month, "year": year}
        said = self.http.post(paths.REPORTS, body, key or new_key())
        return Report.of(said["report"] | {"run": said["run"]["run"]})

    def save_report(self, report: Report, target: str | Path, told: Told | None = None) -> Path:
        """Fetch the file of a report that is done; `target` ends in .pdf, .xlsx, .csv or .png."""
        made = Report.of(self.http.get(paths.report(report.id)))
        kind = Path(target).suffix.removeprefix(".") or "pdf"
        if kind not in made.files:
            raise NotFound("not_found", f"The report has no file of the kind “{kind}”.")
        return self.download(f"{made.files[kind]}?download", target, told)

    def download(self, address: str, target: str | Path, told: Told | None = None) -> Path:
        """Fetch a file of the server's into `target`. What breaks off goes on where it was."""
        return Download(self.http, self.http.absolute(address), Path(target), told).fetch()

    def me(self) -> Mapping[str, Any]:
        """Who the token's owner is, and what it may."""
        said: Mapping[str, Any] = self.http.get(paths.ME)
        return said

    def _following(self, story: Story) -> Iterator[Event]:
        return following(self.socket, self._token, story, Pauses(self.patience))


def run_id(run: Any) -> str:
    """The identifier, of whatever has one, as the server writes it."""
    return str(getattr(run, "run", run)).strip().lower()


def new_key() -> str:
    """By which the server knows that it was asked before, when an answer was lost."""
    return uuid.uuid4().hex
