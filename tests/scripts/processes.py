"""Processes that a test starts, and all that come from them, found by a mark they inherit."""

import os
import uuid
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = "AVANCE_TEST_MARK"


class Family:
    """Every process that carries this mark, however far down and whoever its parent is now."""

    def __init__(self) -> None:
        self.mark = uuid.uuid4().hex

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
        return kept | {MARK: self.mark, "LANG": "en_US.UTF-8"}

    def members(self) -> list[psutil.Process]:
        return [process for process in psutil.process_iter() if self._is_member(process)]

    def is_gone(self) -> bool:
        return not self.members()

    def kill(self) -> None:
        for process in self.members():
            process.kill()

    def _is_member(self, process: psutil.Process) -> bool:
        try:
            alive = process.status() != psutil.STATUS_ZOMBIE
            return alive and process.environ().get(MARK) == self.mark
        except psutil.Error:
            return False
