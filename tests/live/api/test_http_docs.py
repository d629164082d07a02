"""What docs/http-api.md says to type does what it says."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.tokens import Scope, make_token
from proyecto.progress.vocabulary import OPEN
from tests.docs.markdown import ROOT, Page
from tests.scripts.waiting import until
from tests.stack.people import People
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow

REPORT_SECONDS = 60
MONTH = '"year": 2026, "month": 10'


def commands() -> list[str]:
    blocks = Page(ROOT / "docs" / "http-api.md").blocks
    lines = [line for block in blocks if block.language == "console" for line in _lines(block.text)]
    assert lines[0].startswith("export AVANCE=")
    return lines[1:]


def _lines(text: str) -> list[str]:
    return [line.removeprefix("$ ") for line in text.splitlines()]


def test_the_commands_of_the_page_do_what_it_says(
    running: Stack, people: People, short_film: Path, tmp_path: Path
) -> None:
    ana = people.new()
    day = timezone.localdate(timezone=timezone.get_default_timezone()).replace(day=1)
    month = day - timedelta(days=1)
    typed = "\n".join(commands())
    assert MONTH in typed
    typed = typed.replace(MONTH, f'"year": {month.year}, "month": {month.month}')
    asked, fetched = typed.split("REPORT=")
    (tmp_path / "film.mp4").symlink_to(short_film)
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "AVANCE": running.address,
        "TOKEN": make_token(ana, "curl", [Scope.READ, Scope.WRITE])[1],
    }

    def shell(script: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    with running.whole("web", "general"):
        said = shell(asked)
        report = TaskRun.objects.get(owner=ana, task="generar_reporte_ventas")
        until(lambda: TaskRun.objects.get(pk=report.pk).ended, REPORT_SECONDS)
        define = asked.splitlines()[0]
        shell(f"{define}\nREPORT={fetched}")
    assert ana.username in said
    begun = set(TaskRun.objects.filter(owner=ana).values_list("task", flat=True))
    assert begun == {"crear_muestra", "procesar_video", "generar_reporte_ventas"}
    (pdf,) = tmp_path.glob("*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF")
    for run in TaskRun.objects.filter(owner=ana, state__in=OPEN):
        record.request_cancel(run.pk)
