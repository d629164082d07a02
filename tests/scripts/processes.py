"""Processes that a test starts, and all that come from them, found by a mark they inherit."""

import os
import subprocess
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = "AVANCE_TEST_MARK"


class Family:
    """Every process that carries this mark, however far down and whoever its parent is now."""

    def __init__(self) -> None:
        self.mark = uuid.uuid4().hex
        self._started: list[subprocess.Popen[str]] = []

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
        return kept | {MARK: self.mark, "LANG": "en_US.UTF-8"}

    def start(
        self, command: list[str], env: Mapping[str, str] | None = None, **options: Any
    ) -> "subprocess.Popen[str]":
        environment = {**(env or self.environment), MARK: self.mark}
        process = subprocess.Popen(command, env=environment, text=True, **options)
        self._started.append(process)
        return process

    def members(self) -> list[psutil.Process]:
        return [process for process in psutil.process_iter() if self._is_member(process)]

    def find(self, word: str) -> psutil.Process | None:
        """The member that has this word in its command line."""
        for process in self.members():
            with suppress(psutil.Error):
                if word in process.cmdline():
                    return process
        return None

    def cpu_seconds(self) -> float:
        """What its members have used, with the children that they have seen end."""
        used = 0.0
        for process in self.members():
            with suppress(psutil.Error):
                used += sum(process.cpu_times()[:4])
        return used

    def is_gone(self) -> bool:
        return not self.members()

    def end(self) -> None:
        while members := self.members():
            for process in members:
                with suppress(psutil.Error):
                    process.kill()
        for process in self._started:
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()

    def _is_member(self, process: psutil.Process) -> bool:
        try:
            alive = process.status() != psutil.STATUS_ZOMBIE
            return alive and process.environ().get(MARK) == self.mark
        except psutil.Error:
            return False
