"""Starts the programs in order, keeps them going, and stops them in the opposite order."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from scripts.complaint import Complaint
from scripts.console import Console, Step
from scripts.language import _
from scripts.local.child import Child, Died
from scripts.local.errors import ErrorLines
from scripts.local.leash import Leash
from scripts.local.log import Log
from scripts.local.program import Program

FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 30.0
# One that has lived this long was well; its next fall starts with the shortest pause again.
WELL_AFTER_SECONDS = 60.0
TAIL_LINES = 12


class Supervisor:
    def __init__(self, logs: Path, console: Console) -> None:
        self.logs = logs
        self.console = console
        self.leash = Leash()
        self.children: list[Child] = []
        self._keepers: list[asyncio.Task[None]] = []
        self._errors = ErrorLines(console, logs)

    async def start(self, programs: Sequence[Program]) -> None:
        """Start these together and wait until each is up; a program that falls over at its very
        start is a Complaint that shows what it last said."""
        children = [self._child(program) for program in programs]
        with self.console.step(_("Starting {names}").format(names=_names(children))) as step:
            for child in children:
                self.children.append(child)
                await child.start()
            await self._until_all_are_ready(children, step)
        self._keepers += [asyncio.create_task(self._keep(child)) for child in children]

    async def _until_all_are_ready(self, children: Sequence[Child], step: Step) -> None:
        starts = [asyncio.create_task(self._first_start(child)) for child in children]
        try:
            for ready, start in enumerate(asyncio.as_completed(starts), start=1):
                step.progress(ready, len(children), await start)
        finally:
            for start in starts:
                start.cancel()
            await asyncio.gather(*starts, return_exceptions=True)

    async def stop(self) -> None:
        """Stop everything, last started first; give way to whoever hurries (`kill`)."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for child in reversed(self.children):
            if child.is_running:
                with self.console.step(_("Stopping {name}").format(name=child.name)):
                    await child.stop()
            child.log.close()
        self.leash.let_go()

    def kill(self) -> None:
        for child in self.children:
            child.kill()

    def _child(self, program: Program) -> Child:
        log = Log(self.logs / f"{program.name}.log")
        return Child(program, log, self.leash, self._errors.read)

    async def _first_start(self, child: Child) -> str:
        try:
            await child.become_ready()
        except Died:
            raise Complaint(
                _("{name} did not start. The last lines of {log}:\n{tail}").format(
                    name=child.name,
                    log=child.log.path,
                    tail="\n".join(f"  {line}" for line in list(child.last_lines)[-TAIL_LINES:]),
                )
            ) from None
        return child.name

    async def _keep(self, child: Child) -> None:
        """Whenever it ends, start it again; later and later while it keeps falling."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            code = await child.wait()
            if child.lived_seconds > WELL_AFTER_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self.console.warn(
                _("{name} stopped ({code}); starting it again in {pause} s. Log: {log}").format(
                    name=child.name, code=code, pause=pause, log=child.log.path
                )
            )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            await child.start()
            try:
                await child.become_ready()
            except Died:
                child.kill()
                continue
            self.console.say(_("{name} is up again.").format(name=child.name))


def _names(children: Sequence[Child]) -> str:
    return ", ".join(child.name for child in children)
