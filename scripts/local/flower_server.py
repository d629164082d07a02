"""Flower: which account it asks for, how it is started, and where the pages of Avance find it.

It only shows. What it could do to a task it would do behind the ledger's back: what it kills is
taken for lost and begun again, so cancelling is a matter of the pages.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.complaint import Complaint
from scripts.console import Console
from scripts.language import _
from scripts.local.accounts_file import read_accounts, write_accounts
from scripts.local.passwords import new_password
from scripts.local.place import Place, write_private
from scripts.local.program import Program, answers

NAME = "flower"
# What it remembers lies in its memory; this is some tens of megabytes.
MOST_TASKS = 10_000


@dataclass(frozen=True)
class Account:
    """`given`: the person's own words, in FLOWER_BASIC_AUTH. `is_new`: drawn just now."""

    auth: str
    given: bool = False
    is_new: bool = False


def account(var: Path) -> Account:
    """Name and password: those of FLOWER_BASIC_AUTH, else one that is drawn once and kept in a file
    that only this account may read."""
    if given := os.environ.get("FLOWER_BASIC_AUTH", "").strip():
        if not all(all(pair.partition(":")[::2]) for pair in given.split(",")):
            raise Complaint(
                _("FLOWER_BASIC_AUTH is name:password, or several with commas between.")
            )
        return Account(given, given=True)
    file = password_file(var)
    kept = read_accounts(file).get(NAME, "")
    password = kept or new_password()
    if not kept:
        write_accounts(file, {NAME: password})
    return Account(f"{NAME}:{password}", is_new=not kept)


def password_file(var: Path) -> Path:
    """Where the password is kept."""
    return var / "flower.txt"


def program(place: Place, redis_url: str, port: int, account: Account) -> Program:
    """For this machine alone. The account is in the environment: every account of the machine
    sees a command line."""
    command = [sys.executable, "-m", "celery", "--app=proyecto", "flower", "--address=127.0.0.1"]
    return Program(
        "flower",
        [*command, f"--port={port}", "--read-only", f"--max-tasks={MOST_TASKS}"],
        answers(f"{address(port)}healthcheck"),
        environment=place.environment(redis_url) | {"FLOWER_BASIC_AUTH": account.auth},
    )


def address(port: int) -> str:
    """Where a browser finds it."""
    return f"http://127.0.0.1:{port}/"


def welcome(account: Account, port: int, var: Path, console: Console) -> None:
    """Where it is and how to sign in; a password is shown once."""
    console.say()
    console.say(
        console.colour(_("Flower is running: {address}"), "1").format(address=address(port))
    )
    if account.given:
        console.say("  " + _("Accounts: those of FLOWER_BASIC_AUTH"))
    else:
        name, _colon, password = account.auth.partition(":")
        console.say(f"  {name:<8} {password if account.is_new else '********'}")
        console.say("  " + _("Password: {file}").format(file=password_file(var)))
    console.say("  " + _("Stop: Ctrl-C"))
    console.say()


@dataclass(frozen=True)
class Link:
    """The file by which the pages know that Flower is up, and that dies with its process: the
    address, and whose pid it is."""

    file: Path
    port: int

    def write(self) -> None:
        """Say that it is up."""
        write_private(self.file, f"{address(self.port)} {os.getpid()}\n")


@contextmanager
def linked(var: Path, port: int) -> Iterator[Link]:
    """The pages link to it, from when it is up until it stops."""
    link = Link(var / "flower.url", port)
    try:
        yield link
    finally:
        link.file.unlink(missing_ok=True)
