"""The ten minutes of docs/websocket-api.md, typed as they are written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from proyecto.progress.models import TaskRun
from tests.docs.markdown import ROOT, Block, Page
from tests.stack.people import People
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow

PAGE = Page(ROOT / "docs" / "websocket-api.md")
READY = re.compile(r"^\d\d:\d\d:\d\d  .* está listo$", re.MULTILINE)


def quick_start() -> list[Block]:
    """The blocks of that part."""
    part = PAGE.text.partition("## Ten minutes\n")[2].partition("\n## ")[0]
    whole = Page(ROOT / "docs" / "websocket-api.md")
    found = [block for block in whole.blocks if block.text.strip() in part]
    assert len(found) == 4, "the quick start was changed: look at this test"
    return found


class Newcomer:
    """A shell in the folder of Avance, and what they have typed."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.folder = folder
        # .venv/bin/python is this one; manage.py is that of the project.
        (folder / ".venv").symlink_to(Path(sys.executable).parent.parent)
        (folder / "manage.py").symlink_to(ROOT / "manage.py")
        self.environment = {
            **os.environ,
            **stack.environment,
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "proyecto.settings",
        }

    def types(self, command: str) -> str:
        """What it prints; it ends well."""
        shell = ["bash", "-euo", "pipefail", "-c", command]
        done = subprocess.run(
            shell,
            check=False,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def typed(block: Block) -> list[str]:
    """The commands of a block, each with its further lines."""
    lines = "\n".join(line for line in block.text.splitlines() if line.startswith(("$ ", "    ")))
    return [command for command in re.split(r"^\$ ", lines, flags=re.MULTILINE) if command]


def test_the_ten_minutes_are_as_they_are_written(
    running: Stack, people: People, tmp_path: Path
) -> None:
    token, watch, program, run_it = quick_start()
    creador = people.new()
    type(creador).objects.filter(pk=creador.pk).update(username=f"creador-{creador.pk}")
    newcomer = Newcomer(running, tmp_path)
    make, export = typed(token)
    made = newcomer.types(make.replace("creador", f"creador-{creador.pk}")).strip()
    assert re.fullmatch(r"avance_[\w-]{43}", made)
    said = export.replace("http://localhost:8000", running.address).replace("avance_…", made)
    newcomer.environment |= dict(
        pair.split("=", 1) for pair in said.removeprefix("export ").split()
    )

    with running.whole("web", "video"):
        lines = newcomer.types("\n".join(typed(watch)))
        assert READY.search(lines), lines
        (tmp_path / "seguir.py").write_text(program.text, encoding="utf-8")
        (command,) = typed(run_it)
        followed = newcomer.types(command)
    assert followed.splitlines()[-1].startswith("SUCCESS")
    states = list(TaskRun.objects.filter(owner=creador).values_list("state", flat=True))
    assert len([state for state in states if state == "SUCCESS"]) >= 2
