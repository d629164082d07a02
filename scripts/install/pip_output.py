"""Reading what pip says: how far it is, and why it failed."""

import re
from typing import NamedTuple

from scripts.language import _

PINNED = re.compile(r"^[\w.\-\[\]]+==", re.MULTILINE)
TAKEN_UP = re.compile(r"^(?:Collecting|Requirement already satisfied:) ([\w.\-\[\]]+)")
INSTALLING = re.compile(r"^Installing collected packages: (.+)")


class Progress:
    """First every package is fetched, in the order of the lock; then all are installed at once.

    `total` is the number of packages of the lock that concern this machine.
    """

    def __init__(self, lock: str) -> None:
        self.total = len(PINNED.findall(lock))
        self.done = 0
        self.what = ""
        self.to_install: list[str] = []

    def read(self, line: str) -> None:
        if line.startswith("Ignoring "):
            self.total -= 1
        elif match := TAKEN_UP.match(line):
            self.done = min(self.done + 1, self.total)
            self.what = match[1]
        elif match := INSTALLING.match(line):
            self.to_install = match[1].split(", ")

    def installed(self, count: int) -> None:
        """So many packages lie in place since pip began to install."""
        self.total = len(self.to_install)
        self.done = min(count, self.total)
        self.what = _("unpacked")


class Failure(NamedTuple):
    text: str
    # Whether another package would have failed in the same way.
    fatal: bool = True


def failure_in(output: list[str]) -> Failure:
    """What the person can do about pip's failure; its own words if we know nothing better."""
    said = "\n".join(output)
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return Failure(_("The disk is full. Make some room and try again."))
    if "DO NOT MATCH THE HASHES" in said:
        return Failure(
            _(
                "A downloaded package is not the one that the lock file names; nothing was"
                " installed.\nTry again; if it stays so, tell us: it may have been tampered with."
            )
        )
    if re.search(r"Retrying \(Retry|Failed to establish a new connection|Network is unreach", said):
        return Failure(
            _(
                "The package index can't be reached. Check the network (or pip's proxy and index"
                " settings) and try again; what was downloaded is kept."
            )
        )
    if "No matching distribution found" in said:
        package = said.rpartition("No matching distribution found for ")[2].split()[0]
        text = _("There is no {package} for this machine and Python version.")
        return Failure(text.format(package=package), fatal=False)
    return Failure("\n".join(line for line in output if line.startswith("ERROR"))[:2000])
