"""docs/websocket-api.md on the sandbox: its scripts are there, and its program runs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.api.sandbox.plays import FIXED
from tests.dashboard.api.sandbox.conftest import alone
from tests.dashboard.server.process import ServerProcess
from tests.docs.markdown import page

PAGE = page("docs/websocket-api.md")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    server = alone(tmp_path)
    yield server
    server.end()


def test_the_table_names_every_script_and_its_run() -> None:
    rows = {row[0].strip("`"): row[1].strip("`") for row in PAGE.rows if len(row) == 3}

    assert {name: rows.get(name) for name in FIXED.values()} == {
        name: str(run) for run, name in FIXED.items()
    }


@pytest.mark.slow
def test_its_program_follows_a_run_to_the_end(server: ServerProcess) -> None:
    (program,) = [block.text for block in PAGE.blocks if "/ws/sandbox/" in block.text]

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "AVANCE_WS": f"ws://127.0.0.1:{server.port}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["welcome", "ok", "snapshot", "live"]
    assert lines[-1].startswith("event run.succeeded")
