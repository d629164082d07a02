"""docs/new-task.md: what stands there is put into a copy of the project and really run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from proyecto.dominio.models import Video
from proyecto.progress.models import Effect, TaskRun
from tests.docs.markdown import ROOT, Block, page
from tests.scripts.waiting import until
from tests.stack.people import People
from tests.stack.place import Place
from tests.stack.process import Process
from tests.stack.redis import RedisProcess

pytestmark = pytest.mark.slow

PAGE = page("docs/new-task.md")
TREE = ("proyecto", "dashboard", "workers", "scripts", "templates", "static", "locale", "tests")
FILES = ("asgi.py", "manage.py", "pyproject.toml")
FILM = b"a film" * 400_000

ASK = """
import django
django.setup()
from types import SimpleNamespace
from proyecto.dominio.models import Video
from proyecto.progress.launch import launch
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import TaskName
video = Video.objects.get(pk={video})
request = SimpleNamespace(user=video.propietario)
{block}
teller().drain()
print(run.pk)
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with everything from the page in it."""
    top = tmp_path_factory.mktemp("new-task")
    for name in TREE:
        shutil.copytree(ROOT / name, top / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, top / name)
    (top / ".venv").symlink_to(ROOT / ".venv")
    for block in PAGE.blocks:
        if block.path:
            put(block, top / block.path)
    return top


def put(block: Block, file: Path) -> None:
    """Write a new file, or change one as a diff says; what it stands on must be there, once."""
    if block.language != "diff":
        assert not file.exists(), f"{file} is there already"
        file.write_text(block.text)
        return
    lines = block.text.splitlines()
    old = "\n".join(line[1:] for line in lines if not line.startswith("+"))
    new = "\n".join(line[1:] for line in lines if not line.startswith("-"))
    text = file.read_text()
    assert text.count(old) == 1, f"the page is behind {file}:\n{old}"
    file.write_text(text.replace(old, new))


@pytest.fixture
def worker(tree: Path, place: Place, redis_process: RedisProcess) -> Iterator[Process]:
    """A real worker that runs the copy."""
    command = ["celery", "--app=proyecto", f"--workdir={tree}", "worker", "--queues=celery"]
    process = Process(
        "huella",
        [sys.executable, "-P", "-m", *command, "--concurrency=1", "--loglevel=INFO"],
        environment(tree, place),
        place.logs / "huella.log",
        redis_process.leash,
        lambda worker: worker.says(r" ready\.\s*$"),
    )
    process.start()
    yield process
    process.end()


def environment(tree: Path, place: Place) -> dict[str, str]:
    return {**place.environment, "PYTHONPATH": str(tree)}


def python(tree: Path, variables: Mapping[str, str], *arguments: str) -> str:
    """Run Python in the copy; what it printed."""
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, check=False, cwd=tree, env=variables, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_task_of_the_page_runs_in_a_real_worker(
    tree: Path, place: Place, worker: Process, people: People
) -> None:
    name = default_storage.save("originales/pagina.bin", ContentFile(FILM))
    video = Video.objects.create(
        propietario=people.new(email="ana@example.com"),
        titulo="Playa",
        original=name,
        bytes_original=len(FILM),
    )
    (asking,) = [block for block in PAGE.blocks if block.text.startswith("run = launch(")]

    ask = ASK.format(video=video.pk, block=asking.text)
    run, again = (ended(python(tree, environment(tree, place), "-P", "-c", ask)) for _ in range(2))

    video.refresh_from_db()
    assert (run.state, again.state) == ("SUCCESS", "SUCCESS")
    assert Effect.objects.get(key=f"mail:huella:{video.pk}").run == run
    assert mails_with(video.datos["sha256"]) == 1
    assert run.owner == video.propietario
    assert run.result == {"sha256": video.datos["sha256"]}
    assert [event.type for event in run.events.order_by("n")] == [
        "run.queued",
        "run.started",
        "run.phase",
        "run.phase",
        "run.succeeded",
    ]
    assert [(phase.name, phase.state) for phase in run.how_far.phases] == [
        ("leer", "done"),
        ("guardar", "done"),
    ]


def ended(printed: str) -> TaskRun:
    """The run whose id was printed last, once it is over."""
    run = TaskRun.objects.get(pk=printed.rsplit(maxsplit=1)[-1])
    until(lambda: TaskRun.objects.get(pk=run.pk).ended, 30)
    run.refresh_from_db()
    return run


def mails_with(word: str) -> int:
    return sum(word in file.read_text() for file in Path(settings.EMAIL_FILE_PATH).iterdir())


def test_the_test_of_the_page_passes(tree: Path) -> None:
    # It makes a place of its own, as every session of tests does.
    inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}

    printed = python(tree, inherited, "-m", "pytest", "-q", "tests/workers/test_huella.py")

    assert re.search(r"\b1 passed", printed)
