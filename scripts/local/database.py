"""Makes the tables and accounts, in a child of its own: the supervisor itself loads no Django."""

import asyncio
import json
import signal
import sys
from pathlib import Path

from scripts.complaint import Complaint
from scripts.console import Console, Step
from scripts.language import _
from scripts.local.leash import dies_with_parent

TAIL_LINES = 12


async def prepare_database(environment: dict[str, str], var: Path, console: Console) -> bool:
    """Bring the tables up to date; whether the demo accounts have just been made."""
    log = var / "log" / "database.log"
    with console.step(_("Preparing the database")) as step, log.open("w") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "scripts.local.prepare"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env=environment,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )
        try:
            accounts_are_new = await _follow(process, step)
            if await process.wait():
                raise Complaint(_failed(log))
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    return accounts_are_new


async def _follow(process: asyncio.subprocess.Process, step: Step) -> bool:
    accounts_are_new = False
    while process.stdout and (line := await process.stdout.readline()):
        told = json.loads(line)
        if "total" in told:
            step.progress(told["done"], told["total"], told["what"])
        accounts_are_new = told.get("new_accounts", accounts_are_new)
    return accounts_are_new


def _failed(log: Path) -> str:
    tail = "\n".join(f"  {line}" for line in log.read_text().splitlines()[-TAIL_LINES:])
    return _("The database could not be prepared. The last lines of {log}:\n{tail}").format(
        log=log, tail=tail
    )
