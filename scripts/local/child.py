"""One running program: started on its leash, its output kept and watched, stopped in bounds."""

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import AsyncIterator, Callable

from scripts.local.leash import Leash, dies_with_parent, signal_group
from scripts.local.log import Log
from scripts.local.program import Program

ASK_EVERY_SECONDS = 0.1
LINES_REMEMBERED = 200
LONGEST_LINE_BYTES = 2**20
SECONDS_FOR_LAST_WORDS = 2.0


class Died(Exception):
    """It ended, or was not up in time, before it was ready."""


class Child:
    def __init__(
        self, program: Program, log: Log, leash: Leash, on_line: Callable[[str, str], None]
    ) -> None:
        self.program = program
        self.log = log
        self.leash = leash
        self.on_line = on_line
        self.started = 0.0
        self.last_lines: deque[str] = deque(maxlen=LINES_REMEMBERED)
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        return self.program.name

    @property
    def lived_seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError(f"{self.name} has not been started")
        return self._process

    async def start(self) -> None:
        """Start it in a session of its own, so that a Ctrl-C reaches only the supervisor."""
        self.last_lines.clear()
        self.started = time.monotonic()
        gently = self.program.dies_gently
        # A pipe of our own: asyncio's would hide the end of the program for as long as one of its
        # own children, which has inherited the pipe, still lives.
        output, theirs = os.pipe()
        self._reader = asyncio.create_task(self._read(output))
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.program.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=theirs,
                stderr=theirs,
                env=self.program.environment or None,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM if gently else signal.SIGKILL),
            )
        finally:
            os.close(theirs)
        self.leash.add(self._process.pid)

    async def become_ready(self) -> None:
        """Ask until it says that it is up; raise Died if it never will."""
        while self.is_running and self.lived_seconds < self.program.start_seconds:
            output = "\n".join(self.last_lines)
            if await asyncio.to_thread(self.program.is_ready, self._running.pid, output):
                return
            await asyncio.sleep(ASK_EVERY_SECONDS)
        raise Died(self.name)

    async def wait(self) -> int:
        """Its exit code (negative: the signal that ended it); whatever it left behind is ended."""
        process = self._running
        code = await process.wait()
        signal_group(process.pid, signal.SIGKILL)
        self.leash.remove(process.pid)
        if self._reader:
            # Bounded: a stray grandchild in a session of its own may hold the pipe open.
            await asyncio.wait({self._reader}, timeout=SECONDS_FOR_LAST_WORDS)
            self._reader.cancel()
        return code

    async def stop(self) -> None:
        """TERM, its time of grace, then KILL for it and all that it has started."""
        if not self.is_running:
            return
        self._running.terminate()
        try:
            await asyncio.wait_for(self._running.wait(), self.program.grace_seconds)
        except TimeoutError:
            self.kill()
        await self.wait()

    def kill(self) -> None:
        if self._process and self.is_running:
            signal_group(self._process.pid, signal.SIGKILL)

    async def _read(self, output: int) -> None:
        async for line in _lines_of(output):
            self.log.write(line)
            text = line.decode(errors="replace").rstrip()
            self.last_lines.append(text)
            self.on_line(self.name, text)


async def _lines_of(pipe: int) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LONGEST_LINE_BYTES)
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _protocol = await loop.connect_read_pipe(lambda: protocol, os.fdopen(pipe, "rb"))
    try:
        while True:
            try:
                line = await reader.readline()
            except ValueError:
                continue  # Longer than any honest line; the reader has dropped it.
            if not line:
                return
            yield line
    finally:
        transport.close()
