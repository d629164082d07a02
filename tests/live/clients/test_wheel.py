"""The Python client as strangers get it: a wheel in a fresh environment."""

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.live.clients.work import Work, token_of
from tests.stack.people import Person
from tests.stack.place import ROOT
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow
PROJECT = ROOT / "clients" / "python"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built offline, by the backend that pyproject.toml names."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_it_has_types_a_command_and_one_dependency(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        about = next(name for name in names if name.endswith("METADATA"))
        metadata = packed.read(about).decode()

    assert "avance_client/py.typed" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"avance_client"}
    needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    assert [line.partition(">=")[0] for line in needed] == ["Requires-Dist: websockets"]


def test_installed_in_a_fresh_environment_it_follows_a_run_to_its_end(
    wheel: Path, stack: Stack, person: Person, tmp_path: Path
) -> None:
    home = tmp_path / "fresh"
    venv.create(home, with_pip=True)
    pip = [home / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", wheel]
    subprocess.run(pip, check=True, capture_output=True, cwd=tmp_path)
    stack.start("guion")
    work = Work(tmp_path, person.user, 1)
    work.goes_on()
    done = subprocess.run(
        [home / "bin" / "avance", "follow", work.id, "--json"],
        env={"AVANCE_URL": stack.address, "AVANCE_TOKEN": token_of(person.user)},
        cwd=tmp_path, check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    said = [json.loads(line) for line in done.stdout.splitlines()]
    told = [(line["at"]["n"], line["kind"]) for line in said]
    assert [each for each in told if each[1] not in {"run.tick", "snapshot"}] == work.kept
