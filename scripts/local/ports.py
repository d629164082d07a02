"""Ports of the loopback interface: whether one is free, who has it, which one to take."""

import random
import shutil
import socket
import subprocess
from pathlib import Path

from scripts.complaint import Complaint
from scripts.language import _

QUIET = range(20000, 32000)
TRIES = 50


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do it: a port that only waits for old connections to fade is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """A port below those that systems lend to outgoing connections: one of these may be taken by
    anybody while its server is down, and a server that restarts wants it back."""
    for port in random.sample(QUIET, TRIES):
        if is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read(name: str, text: str) -> int:
    """The port that somebody wrote in the variable `name`."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Complaint(
            _("{name}={port} is no port: a number from 1 to 65535 is.").format(name=name, port=text)
        )
    return int(text)


def require_free(port: int, command: str = "make run PORT") -> None:
    """A sentence unless it can be had; `command` is how to ask for another."""
    if is_free(port):
        return
    if port < 1024:
        raise Complaint(
            _("Port {port} is not for this account. Try: {command}=8000").format(
                port=port, command=command
            )
        )
    other = next((p for p in range(port + 1, min(port + 100, 65536)) if is_free(p)), any_free())
    raise Complaint(
        _("Port {port} is taken by {holder}. Try another: {command}={other}").format(
            port=port, holder=holder_of(port) or _("another program"), command=command, other=other
        )
    )


def holder_of(port: int) -> str:
    """Name and pid of the program that listens there, as far as this account may see it."""
    return _holder_by_proc(port) or _holder_by_lsof(port)


def _holder_by_proc(port: int) -> str:
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    if not sockets:
        return ""
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(handle.readlink()) in sockets:
                pid = handle.parts[2]
                return f"{Path('/proc', pid, 'comm').read_text().strip()} (pid {pid})"
        except OSError:
            continue
    return ""


def _listening_inodes(port: int) -> list[str]:
    inodes = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            _slot, local, _remote, state, *rest = row.split()
            if state == "0A" and int(local.rpartition(":")[2], 16) == port:
                inodes.append(rest[5])
    return inodes


def _holder_by_lsof(port: int) -> str:
    if not (lsof := shutil.which("lsof")):
        return ""
    command = [lsof, "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"]
    fields = subprocess.run(
        command, check=False, capture_output=True, text=True
    ).stdout.splitlines()
    found = {field[:1]: field[1:] for field in fields}
    return f"{found['c']} (pid {found['p']})" if {"c", "p"} <= found.keys() else ""
