"""A server that is thrown away: own folder, own port, own password, gone when the block ends. A
PostgreSQL that happens to run here is never touched."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from scripts.complaint import Complaint
from scripts.language import _
from scripts.local import ports
from scripts.local.leash import Leash
from scripts.local.place import write_private
from scripts.postgres.programs import Programs

USER = "avance"
START_SECONDS = 60.0
STOP_SECONDS = 15.0
TAIL_LINES = 12
LOCALE = "C.UTF-8" if sys.platform.startswith("linux") else "en_US.UTF-8"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    # Nothing of it is to outlive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@contextmanager
def cluster(programs: Programs) -> Iterator[str]:
    """Its DATABASE_URL, while it runs."""
    folder = Path(tempfile.mkdtemp(prefix="avance-postgres-"))
    leash = Leash()
    try:
        owner = _unprivileged(folder)
        password = secrets.token_hex(16)
        _make(programs, folder, password, owner)
        port = ports.any_free()
        server = _start(programs, folder, port, owner)
        leash.add(server.pid)
        url = f"postgres://{USER}:{password}@127.0.0.1:{port}/{USER}"
        try:
            _until_it_answers(server, url, folder)
            yield url
        finally:
            _stop(server)
    finally:
        leash.let_go()
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Who runs it, for `subprocess`: PostgreSQL refuses root, who has accounts to choose from."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _make(programs: Programs, folder: Path, password: str, owner: dict[str, Any]) -> None:
    secret = folder / "password"
    write_private(secret, password)
    if owner:
        os.chown(secret, owner["user"], owner["group"])
    who = [f"--username={USER}", f"--pwfile={secret}", "--auth=scram-sha-256"]
    how = ["--encoding=UTF8", f"--locale={LOCALE}", "--no-sync"]
    with _log(folder).open("w") as log:
        done = subprocess.run(
            [programs.initdb, "--pgdata", folder / "data", *who, *how],
            cwd=folder, stdout=log, stderr=log, check=False, **owner,
        )  # fmt: skip
    if done.returncode:
        raise Complaint(_failed(folder))


def _start(
    programs: Programs, folder: Path, port: int, owner: dict[str, Any]
) -> "subprocess.Popen[bytes]":
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with _log(folder).open("a") as log:
        return subprocess.Popen(
            [programs.postgres, "-D", folder / "data", "-p", str(port), *options],
            cwd=folder, stdout=log, stderr=log, start_new_session=True, **owner,
        )  # fmt: skip


def _until_it_answers(server: "subprocess.Popen[bytes]", url: str, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    database = url.rpartition("/")[0] + "/postgres"
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with psycopg.connect(database, connect_timeout=5):
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise Complaint(_failed(folder))


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Who is still connected is sent away."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _log(folder: Path) -> Path:
    return folder / "log"


def _failed(folder: Path) -> str:
    lines = _log(folder).read_text(errors="replace").splitlines()[-TAIL_LINES:]
    said = "\n".join(f"  {line}" for line in lines)
    return _("A PostgreSQL for the tests did not start. It said last:\n{tail}").format(tail=said)
