"""Runs that stand where a test wants them: real tasks in a real worker, which wait for its word."""

from pathlib import Path
from typing import Any

from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from tests.stack import guion
from tests.stack.people import Person


class Gate:
    """`run` starts one: it comes to a third of its first phase and waits for `open("uno")`, then
    to half of its second and waits for `open("dos")`, then it ends well."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, person: Person, title: str) -> TaskRun:
        """One of that person's."""
        return self.play(
            person,
            title,
            *(["phase", "uno"], ["report", 1, 3], ["until", self._file("uno")]),
            *(["phase", "dos"], ["report", 1, 2], ["until", self._file("dos")]),
        )

    def play(self, person: Person, title: str, *steps: list[Any], **given: Any) -> TaskRun:
        """Any other script: see tests/stack/guion.py."""
        return launch(guion.NAME, list(steps), owner=person.user, title=title, **given)

    def open(self, name: str) -> None:
        """What waits for it goes on."""
        Path(self._file(name)).touch()

    def open_all(self) -> None:
        """Nothing waits any more."""
        for name in ("uno", "dos"):
            self.open(name)

    def _file(self, name: str) -> str:
        return str(self.folder / f"gate-{name}")
