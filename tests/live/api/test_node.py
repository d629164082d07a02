"""A client that is none of ours: Node's own WebSocket."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

from proyecto.progress.launch import launch
from scripts.local.leash import dies_with_parent
from tests.live.api.conftest import token_of
from tests.scripts.waiting import until
from tests.stack.frames import check
from tests.stack.guion import NAME
from tests.stack.people import Person
from tests.stack.stack import Stack

SCRIPT = Path(__file__).with_name("node.mjs")


def test_node_follows_a_run_to_its_end(stack: Stack, person: Person, tmp_path: Path) -> None:
    gate, out = tmp_path / "gate", tmp_path / "out"
    steps: list[list[Any]] = [["phase", "uno"], ["report", 1, 2], ["until", str(gate)]]
    run = launch(NAME, steps, owner=person.user, title="Guion")
    # It is there without a flag from Node 22 on.
    command = ["node", "--experimental-websocket", "--no-warnings", str(SCRIPT)]
    command += [stack.address, token_of(person.user), str(run.pk)]
    with stack.whole("web", "guion"), out.open("wb") as file:
        node = subprocess.Popen(command, stdout=file, preexec_fn=dies_with_parent(signal.SIGKILL))
        until(lambda: '"live"' in out.read_text())
        gate.touch()
        assert node.wait(60) == 0
    frames = [check(json.loads(line)) for line in out.read_text().splitlines()]
    told = [frame["at"]["n"] for frame in frames if frame.get("kind", "run.tick") != "run.tick"]
    first = next(frame["at"]["n"] for frame in frames if frame["type"] == "snapshot")
    assert told == list(range(first + 1, run.events.count() + 1))
    assert frames[-1]["kind"] == "run.succeeded"
