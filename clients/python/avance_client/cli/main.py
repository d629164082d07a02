"""The command `avance`: what is asked, and how it ends."""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from avance_client.cli import commands, exits
from avance_client.cli.screen import Screen
from avance_client.cli.settings import account
from avance_client.cli.words import _, language_in
from avance_client.client import Client
from avance_client.errors import (
    ApiError,
    AvanceError,
    Forbidden,
    NetworkError,
    NotAvance,
    NotFound,
    NotSignedIn,
)
from avance_client.version import VERSION

PATIENCE_SECONDS = 300.0


def run() -> None:
    """The program."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter shows another one; it is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """One command; its exit code."""
    asked = parser().parse_args(arguments)
    screen = Screen(asked.json)
    try:
        return _carry_out(asked, screen)
    except AvanceError as problem:
        return _told(problem, screen)
    except commands.Interrupted as left:
        screen.complain(
            _("Left. The run goes on; to follow it again: avance follow {run}").format(run=left.run)
        )
        return exits.INTERRUPTED
    except KeyboardInterrupt:
        if asked.command == "upload":
            screen.complain(_("Left. The same command goes on with the upload where it was."))
        return exits.INTERRUPTED
    except BrokenPipeError:
        # Whoever read it has left, as `head` does: nothing is wrong, and Python must not say so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.DONE
    except OSError as problem:
        text = _("{path} can't be read: {why}")
        if asked.command in ("report", "login"):
            text = _("{path} can't be written: {why}")
        screen.complain(text.format(path=problem.filename, why=problem.strerror))
        return exits.USAGE
    finally:
        screen.end()


def _carry_out(asked: argparse.Namespace, screen: Screen) -> int:
    if asked.command == "login":
        return commands.login(asked, screen)
    known = account()
    if known is None:
        text = _("Not signed in. Run “avance login”, or set AVANCE_URL and AVANCE_TOKEN.")
        screen.complain(text)
        return exits.NOT_ALLOWED
    language = language_in(os.environ)
    client = Client(known.url, known.token, patience=asked.patience, language=language)
    code: int = commands.COMMANDS[asked.command](client, asked, screen)
    return code


def _told(problem: AvanceError, screen: Screen) -> int:
    if screen.as_json:
        code = problem.code if isinstance(problem, ApiError) else type(problem).__name__
        screen.tell({"kind": "error", "code": code, "message": str(problem)})
    screen.complain(explained(problem))
    return exits.exit_of(problem)


def explained(problem: AvanceError) -> str:
    """What is wrong, and what to do."""
    if isinstance(problem, NotSignedIn):
        return _(
            "The token opens nothing: it was revoked, has expired or is wrong. Run “avance login”."
        )
    if isinstance(problem, Forbidden):
        hint = _("Make a token with that scope on the page Cuenta, then run “avance login”.")
        return f"{problem} {hint}"
    if isinstance(problem, NotFound):
        return _("It does not exist, or is not yours.")
    if isinstance(problem, NetworkError):
        why = _("The server can't be reached. Check the address and the network, then try again.")
        return f"{why} ({problem})"
    if isinstance(problem, NotAvance):
        return (
            f"{_('There is no Avance at that address. Check it, https:// included.')} ({problem})"
        )
    if exits.exit_of(problem) == exits.NETWORK:
        return f"{_('The server is busy. Try again in a while.')} ({problem})"
    return str(problem)


def parser() -> argparse.ArgumentParser:
    """Of all that may be asked."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="one JSON object a line")
    common.add_argument(
        "--patience",
        type=float,
        default=PATIENCE_SECONDS,
        metavar="SECONDS",
        help="how long a follower tries to come back (%(default).0f)",
    )
    top = argparse.ArgumentParser(prog="avance", description="Work on an Avance server.")
    top.add_argument("--version", action="version", version=VERSION)
    all_of = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, about: str) -> argparse.ArgumentParser:
        return all_of.add_parser(name, help=about, description=about, parents=[common])

    login = command("login", "keep an address and a token")
    login.add_argument("--url", default="", help="address of the server")
    upload = command("upload", "send a film; cut off, the same command goes on")
    upload.add_argument("file")
    upload.add_argument("--follow", action="store_true", help="and show its run until the end")
    report = command("report", "have the sales of a month made, and save them")
    report.add_argument("month", type=int, choices=range(1, 13), metavar="MONTH")
    report.add_argument("year", type=int, metavar="YEAR")
    report.add_argument("-o", "--output", default="", metavar="FILE", help=".pdf, .xlsx, .csv")
    ls = command("ls", "the newest runs")
    ls.add_argument("--state", default="", choices=STATES, metavar="STATE", help=", ".join(STATES))
    ls.add_argument("--task", default="", help="only of this kind")
    ls.add_argument("--limit", type=int, default=20)
    follow = command("follow", "show a run until its end; without one, all of yours")
    follow.add_argument("run", nargs="?", default="")
    command("cancel", "ask for the end of a run").add_argument("run")
    retry = command("retry", "have the same work done again")
    retry.add_argument("run")
    retry.add_argument("--follow", action="store_true", help="and show the new run until the end")
    return top


STATES = ("open", "running", "waiting", "done", "failed", "cancelled")
