"""One finished job, made once for the tests that only look at it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.workers.engines import clips, family
from tests.workers.engines.jobs import convert
from workers.engines.plan import EncodePlan


@dataclass(frozen=True)
class Job:
    source: Path
    plan: EncodePlan
    work: Path


@pytest.fixture(autouse=True)
def own_children() -> None:
    """Tests look at the processes that they started themselves."""
    family.remember()


@pytest.fixture(scope="package")
def finished_job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A film of 6.5 s, two rungs and sound. Look, don't touch: see ``job``."""
    folder = tmp_path_factory.mktemp("job")
    source = clips.film(folder / "f.mp4", size="640x360", seconds=6.5)
    return Job(source, convert(source, folder / "work"), folder / "work")


@pytest.fixture
def job(finished_job: Job, tmp_path: Path) -> Job:
    """The finished job in a folder of its own, to be tampered with."""
    work = Path(shutil.copytree(finished_job.work, tmp_path / "work"))
    return Job(finished_job.source, finished_job.plan, work)
