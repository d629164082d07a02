"""compose.yaml, tried for real: `make test-compose`.

No part of `make test`: it needs Docker Compose or what COMPOSE names, and takes minutes.

The tests belong together and come in this order: one story of one installation.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from tests.containers.account import Account
from tests.containers.project import Project, make_project
from tests.scripts.waiting import until
from tests.stack.page import Page
from tests.workers.engines import clips

NAME, PASSWORD = "creadora", "una-frase-larga-y-propia"
CONVERT_SECONDS = 600.0
# As the kernel does when memory is short: the program that init started, not the container.
KILL_WHAT_THE_CONTAINER_RUNS = """
import os, pathlib, signal
for process in pathlib.Path("/proc").glob("[0-9]*"):
    if process.joinpath("stat").read_text().rpartition(")")[2].split()[1] == "1":
        os.kill(int(process.name), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Up from nothing, and nothing left of it afterwards."""
    project = make_project(tmp_path_factory.mktemp("compose"))
    project.down("-v", "-t", "2")
    try:
        project.up()
        yield project
    finally:
        project.down("-v", "-t", "2")


@pytest.fixture(scope="module")
def account(project: Project) -> Account:
    """The first one, made as the page says; signed in over HTTP."""
    project.compose(
        "exec", "-T",
        "-e", f"DJANGO_SUPERUSER_PASSWORD={PASSWORD}",
        "web", "python", "manage.py", "createsuperuser",
        "--noinput", f"--username={NAME}", "--email=creadora@example.org",
    )  # fmt: skip
    return Account(project.address).sign_in(NAME, PASSWORD)


@pytest.fixture(scope="module")
def watched() -> list[str]:
    """The runs that were seen to their end so far."""
    return []


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Long enough to be interrupted."""
    return clips.busy(tmp_path_factory.mktemp("films") / "pelicula.mp4", seconds=12)


def test_everybody_in_it_is_no_root_and_can_write_nothing_but_its_data(project: Project) -> None:
    for service in ("web", "worker-video", "worker", "beat", "flower"):
        assert project.inside(service, "id", "-u").strip() == "10001"
        told = project.inside(service, "sh", "-c", "touch /avance/x 2>&1; touch /tmp/x && echo yes")
        assert "Read-only file system" in told
        assert told.endswith("yes\n")


def test_flower_asks_for_a_password(project: Project) -> None:
    port, password = project.flower_port, project.environment["FLOWER_PASSWORD"]

    anyone = Account(f"http://127.0.0.1:{port}")
    right = "Basic " + b64encode(f"equipo:{password}".encode()).decode()
    wrong = "Basic " + b64encode(b"equipo:equipo").decode()

    assert anyone.get("/").status == 401
    assert anyone.get("/", Authorization=wrong).status == 401
    assert anyone.get("/", Authorization=right).status == 200


def test_a_film_is_uploaded_watched_and_played(
    project: Project, account: Account, film: Path, watched: list[str]
) -> None:
    with Page(project.address, account) as page:
        run = account.upload(film)
        assert page.hears_end(run, CONVERT_SECONDS) == "run.succeeded"

    assert len(page.ticks(run)) > 3
    watched.append(run)
    plays(account, run, film)


def plays(account: Account, run: str, film: Path) -> None:
    """What is offered for download has every picture of the film."""
    mp4 = account.mp4(run)
    assert mp4[4:8] == b"ftyp"
    kept = film.with_name("de-vuelta.mp4")
    kept.write_bytes(mp4)
    assert pictures_in(kept) == pictures_in(film)


def pictures_in(path: Path) -> int:
    """How many really come out."""
    with av.open(str(path), "r") as film:
        return sum(1 for _ in film.decode(video=0))


def test_down_and_up_again_everything_is_still_there(
    project: Project, account: Account, film: Path, watched: list[str]
) -> None:
    project.down()
    project.up()

    assert account.get("/").status == 200, "still signed in"
    assert film.stem in account.get("/videos/").text
    plays(account, watched[0], film)


def test_a_worker_that_is_killed_is_started_again_and_its_film_goes_on(
    project: Project, account: Account, film: Path
) -> None:
    with Page(project.address, account) as page:
        run = account.upload(film)
        page.sees(run, 100, CONVERT_SECONDS)
        project.inside("worker-video", "python", "-c", KILL_WHAT_THE_CONTAINER_RUNS)
        assert page.hears_end(run, CONVERT_SECONDS) == "run.succeeded"
    assert {tick[9] for tick in page.ticks(run)} >= {1, 2}
    plays(account, run, film)


def test_a_restart_in_the_middle_costs_nothing(
    project: Project, account: Account, film: Path
) -> None:
    page = Page(project.address, account)
    run = account.upload(film)
    with page:
        page.sees(run, 100, CONVERT_SECONDS)
    project.compose("restart", "web", "worker-video", "redis")
    with page.come_back():
        assert page.hears_end(run, CONVERT_SECONDS) == "run.succeeded"
    plays(account, run, film)


def test_workers_are_added_by_a_variable(project: Project, account: Account, film: Path) -> None:
    project.up(VIDEO_WORKERS="2")

    def names() -> set[str]:
        told = project.inside("web", "python", "-m", "celery", "--app=proyecto", "inspect", "ping")
        return set(re.findall(r"video@\w+", told))

    until(lambda: len(names()) == 2, 60)
    with Page(project.address, account) as page:
        runs = [account.upload(film), account.upload(film)]
        for run in runs:
            page.hears(run, "run.started", CONVERT_SECONDS)
        assert not {"run.succeeded"} & {type_ for run in runs for _, type_ in page.milestones(run)}
        for run in runs:
            assert page.hears_end(run, CONVERT_SECONDS) == "run.succeeded"
