"""What each command does; its exit code is what it gives."""

import argparse
import getpass
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

from avance_client.cli import exits, words
from avance_client.cli.screen import Screen
from avance_client.cli.settings import Account, Uploads, keep
from avance_client.cli.words import _
from avance_client.client import Client

# The speed of an upload is that of its last seconds.
RECENT_SECONDS = 10.0


def login(arguments: argparse.Namespace, screen: Screen) -> int:
    """Ask for address and token, try them, keep them."""
    url = (arguments.url or asked(_("Address of the server"))).rstrip("/")
    token = secret(_("Access token (page Cuenta)"))
    me = Client(url, token).me()
    file = keep(Account(url, token))
    if screen.as_json:
        screen.tell(dict(me))
    else:
        screen.say(_("Signed in as {who}. Kept in {file}.").format(who=me["username"], file=file))
    return exits.DONE


def upload(client: Client, arguments: argparse.Namespace, screen: Screen) -> int:
    """Send a film."""
    path = Path(arguments.file)
    uploads = Uploads(client.http.url, path)
    pace = Pace(screen)
    done = client.upload(path, pace.told, address=uploads.address, begun=uploads.note)
    uploads.note("")
    if screen.as_json:
        screen.tell({"kind": "uploaded", "run": done.run, "video": done.video})
    else:
        screen.say(_("Uploaded. Its run: {run}").format(run=done.run))
    return followed(client, done.run, screen) if arguments.follow else exits.DONE


def report(client: Client, arguments: argparse.Namespace, screen: Screen) -> int:
    """Have the report of a month made, and save it."""
    wanted = client.report(arguments.month, arguments.year)
    code = followed(client, wanted.run, screen)
    if code != exits.DONE:
        return code
    usual = f"ventas-{arguments.year}-{arguments.month:02d}.pdf"
    path = client.save_report(wanted, arguments.output or usual)
    if screen.as_json:
        screen.tell({"kind": "saved", "path": str(path)})
    else:
        screen.say(_("Saved: {path}").format(path=path))
    return exits.DONE


def ls(client: Client, arguments: argparse.Namespace, screen: Screen) -> int:
    """The newest runs."""
    runs, _next = client.list(arguments.state, arguments.task, arguments.limit)
    for live in runs:
        if screen.as_json:
            screen.tell(live.raw)
            continue
        state = f"{words.state(live.state)} {live.progress.permille / 10:.0f} %"
        shown = words.state(live.state) if live.ended else state
        screen.say(f"{live.run}  {shown:<16}  {live.task}  {live.title}")
    if not runs and not screen.as_json:
        screen.say(_("There are no runs."))
    return exits.DONE


def follow(client: Client, arguments: argparse.Namespace, screen: Screen) -> int:
    """A run until its end; without one, all of mine until Ctrl-C."""
    if arguments.run:
        return followed(client, arguments.run, screen)
    for event in client.follow_mine():
        screen.event(event, named=True)
    return exits.DONE


def cancel(client: Client, arguments: argparse.Namespace, screen: Screen) -> int:
    """Ask for the end of a run."""
    outcome = client.cancel(arguments.run)
    if screen.as_json:
        screen.tell({"run": arguments.run, "outcome": outcome})
    else:
        screen.say(_(outcome) if outcome in words.SPANISH else outcome)
    return exits.DONE


def retry(client: Client, arguments: argparse.Namespace, screen: Screen) -> int:
    """A new run of the same work."""
    live = client.retry(arguments.run)
    if screen.as_json:
        screen.tell(live.raw)
    else:
        screen.say(_("a new run: {run}").format(run=live.run))
    return followed(client, live.run, screen) if arguments.follow else exits.DONE


class Interrupted(Exception):
    """By Ctrl-C, while a run goes on."""

    def __init__(self, run: str) -> None:
        super().__init__(run)
        self.run = run


def followed(client: Client, run: str, screen: Screen) -> int:
    """Show a run until its end, which decides the exit code."""
    try:
        client.run(run)  # an address or a run that is wrong is told at once, not tried for ever
        code = exits.FAILED
        for event in client.follow(run):
            screen.event(event)
            code = exits.BY_STATE.get(event.live.state, exits.FAILED)
    except KeyboardInterrupt:
        raise Interrupted(run) from None
    return code


class Pace:
    """Shows an upload with its speed."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._recent: deque[tuple[float, int]] = deque()

    def told(self, sent: int, total: int) -> None:
        """So many bytes have been sent."""
        now = time.monotonic()
        if self._recent and sent < self._recent[-1][1]:
            self._recent.clear()  # a part was lost, and is sent again
        self._recent.append((now, sent))
        while now - self._recent[0][0] > RECENT_SECONDS and len(self._recent) > 2:
            self._recent.popleft()
        began, first = self._recent[0]
        speed = (sent - first) / (now - began) if now - began > 0.5 else 0.0
        self._screen.uploading(sent, total, speed, (total - sent) / speed if speed else None)


def asked(question: str) -> str:
    """From whoever sits there, or from a script's standard input."""
    if sys.stdin.isatty():
        return input(f"{question}: ").strip()
    return sys.stdin.readline().strip()


def secret(question: str) -> str:
    """The same, and nobody sees it."""
    return getpass.getpass(f"{question}: ").strip() if sys.stdin.isatty() else asked(question)


COMMANDS: dict[str, Any] = {
    "upload": upload,
    "report": report,
    "ls": ls,
    "follow": follow,
    "cancel": cancel,
    "retry": retry,
}
