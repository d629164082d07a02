"""Work that goes on when the test says so, and who follows it."""

import threading
import uuid
from pathlib import Path
from typing import Any

from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.tokens import Scope, make_token
from tests.clients.followers import Follower, Told
from tests.live.story import kept
from tests.scripts.waiting import until
from tests.stack.guion import NAME


def token_of(user: Any, *scopes: Scope) -> str:
    """A token of theirs that may do what people may."""
    return make_token(user, "prueba", scopes or [Scope.READ, Scope.WRITE])[1]


def waiting(owner: Any) -> str:
    """A run that no worker takes."""
    run = launch("procesar_video", 0, owner=owner, queue=f"nobody-{uuid.uuid4()}")
    return str(run.pk)


class Work:
    """A run of as many steps as it has gates, each of which is a milestone."""

    def __init__(self, folder: Path, owner: Any, gates: int) -> None:
        self._gates = [folder / f"gate{number}" for number in range(gates)]
        steps: list[list[Any]] = []
        for number, gate in enumerate(self._gates):
            steps += [["output", {"part": number}], ["report", number, gates], ["until", str(gate)]]
        self.run = launch(NAME, steps, owner=owner, title="Guion")

    @property
    def id(self) -> str:
        return str(self.run.pk)

    def goes_on(self) -> None:
        """Through the next gate."""
        self._gates.pop(0).touch()

    def comes_to(self, n: int) -> None:
        """Wait for a milestone in the ledger."""
        until(lambda: TaskRun.objects.get(pk=self.run.pk).events.count() >= n, 60)

    @property
    def kept(self) -> list[tuple[int, str]]:
        return kept(self.run)


class Following:
    """A follower at work in a thread of its own."""

    def __init__(self, follow: Follower, *asked: Any, **options: Any) -> None:
        self.told = Told()
        named = options | {"told": self.told}
        self._thread = threading.Thread(target=follow, args=asked, kwargs=named)
        self._thread.start()

    def end(self, seconds: float = 120) -> Told:
        """What it told, once it is done."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "it does not end"
        return self.told


def tells_all(told: Told, work: Work) -> bool:
    """Whether it told each milestone once and in order, and one end."""
    assert told.error == ""
    assert told.milestones == work.kept
    assert told.ends == 1
    return True
