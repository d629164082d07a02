"""One process of the product, as a test treats it: started, watched, frozen, killed."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from scripts.local.leash import Leash
from tests.scripts.waiting import until

START_SECONDS = 40.0
STOP_SECONDS = 30.0


class Process:
    """`ready` is asked until it is true. All of its family dies with the tests (`leash`)."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        leash: Leash,
        ready: Callable[["Process"], bool],
    ) -> None:
        self.name, self.command, self.environment = name, list(command), dict(environment)
        self.log, self.leash, self._ready = log, leash, ready
        self._popen: subprocess.Popen[bytes] | None = None
        self._frozen = False
        self._from = 0

    @property
    def pid(self) -> int:
        """Its number; only while it runs."""
        assert self._popen is not None, f"{self.name} was never started"
        return self._popen.pid

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._popen is not None and self._popen.poll() is None

    def start(self) -> None:
        """Start it, and return when it is ready."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """Start it and go on."""
        assert not self.running, f"{self.name} runs already"
        self._from = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self._popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
            )
        self.leash.add(self.pid)

    def wait_ready(self) -> None:
        """Return when it is up; fail with its last words if it dies before."""

        def up() -> bool:
            assert self.running, f"{self.name} ended:\n{self.output[-3000:]}"
            return self._ready(self)

        until(up, START_SECONDS)

    @property
    def output(self) -> str:
        """What it has said since its last start."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(self._from)
            return file.read().decode(errors="replace")

    def says(self, pattern: str) -> bool:
        """Whether a line of its output matches."""
        return re.search(pattern, self.output, re.MULTILINE) is not None

    def family(self) -> list[psutil.Process]:
        """It and all that come from it, as far as they live."""
        try:
            top = psutil.Process(self.pid)
            return [top, *top.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def children(self, name: str = "") -> list[psutil.Process]:
        """Its descendants, those whose program is called like `name`."""
        found = []
        for process in self.family()[1:]:
            try:
                if name in process.name() and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.NoSuchProcess:
                continue
        return found

    def kill(self) -> None:
        """SIGKILL to the process itself, and to nobody else."""
        self._signal(signal.SIGKILL)
        self.ended()

    def terminate(self) -> int:
        """SIGTERM, and wait; its exit code."""
        self.tell_to_go()
        return self.ended()

    def tell_to_go(self) -> None:
        """SIGTERM."""
        self._signal(signal.SIGTERM)

    def freeze(self) -> None:
        """SIGSTOP to the whole family: as if the host had stalled."""
        self._frozen = True
        for process in self.family():
            process.suspend()

    def thaw(self) -> None:
        """SIGCONT to the whole family."""
        self._frozen = False
        for process in self.family():
            # One that was awakened before it may have ended it.
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def end(self) -> None:
        """Make sure that nothing of it is left, however it is."""
        if self._popen is None:
            return
        if self._frozen:
            self.thaw()
        if self.running:
            self._signal(signal.SIGTERM)
            try:
                self._popen.wait(STOP_SECONDS / 3)
            except subprocess.TimeoutExpired:
                self._signal(signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.ended()

    def _signal(self, number: int) -> None:
        assert self._popen is not None
        self._popen.send_signal(number)

    def ended(self) -> int:
        """Wait for its end; its exit code."""
        assert self._popen is not None
        code = self._popen.wait(STOP_SECONDS)
        self.leash.remove(self.pid)
        return code
