"""docs/clients.md does what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from avance_client.cli import exits
from tests.docs.markdown import ROOT, page
from tests.live.clients.work import token_of, waiting
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow
DOCS = page("docs/clients.md")
# Of a run that was cancelled.
CODES = {"follow": exits.CANCELLED}


@pytest.fixture
def environment(stack: Stack, person: Person, tmp_path: Path, short_film: Path) -> dict[str, str]:
    """A folder with a film, and the command on the PATH, as after an installation."""
    stack.start("general")
    (tmp_path / "film.mp4").write_bytes(short_film.read_bytes())
    command = tmp_path / "avance"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m avance_client "$@"\n')
    command.chmod(0o755)
    return {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "clients" / "python"),
        "HOME": str(tmp_path),
        "AVANCE_URL": stack.address,
        "AVANCE_TOKEN": token_of(person.user),
        "RUN": waiting(person.user),
    }


def blocks(language: str) -> list[str]:
    return [block.text for block in DOCS.blocks if block.language == language]


def test_its_commands_work_one_after_the_other(environment: dict[str, str], tmp_path: Path) -> None:
    said = f"{environment['AVANCE_URL']}\n{environment['AVANCE_TOKEN']}\n"
    lines = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
    assert len(lines) == 7
    for line in lines:
        done = subprocess.run(
            ["sh", "-c", line], env=environment, cwd=tmp_path, input=said,
            check=False, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == CODES.get(line.split()[1], 0), (line, done.stderr)
    assert (tmp_path / "ventas.pdf").exists()


def test_its_programs_work(environment: dict[str, str], tmp_path: Path) -> None:
    for program in blocks("python"):
        run = [sys.executable, "-c", program]
        subprocess.run(run, env=environment, cwd=tmp_path, check=True, timeout=120)
    assert (tmp_path / "ventas.xlsx").exists()
    (program,) = blocks("js")
    node = ["node", "--input-type=module", "-e", program]
    done = subprocess.run(
        node, env=environment, cwd=ROOT, check=True, timeout=120, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1].startswith("run.succeeded")


def test_its_exit_codes_are_those_of_the_command() -> None:
    said = {int(cell) for cell, *_ in DOCS.rows if re.fullmatch(r"\d+", cell)}

    assert said == {
        value for name, value in vars(exits).items() if name.isupper() and type(value) is int
    }
