"""The whole of `make run`, as a newcomer types it, with nothing else on the machine in use."""

import re
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from scripts.local import ports
from tests.scripts.processes import ROOT, Family
from tests.scripts.waiting import until

pytestmark = pytest.mark.slow
UNSET = {"REDIS_URL", "SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}


class Run:
    def __init__(self, folder: Path, family: Family, port: int) -> None:
        self.port = port
        self.output = folder / "output.txt"
        kept = {name: value for name, value in family.environment.items() if name not in UNSET}
        with self.output.open("w") as output:
            self.process = family.start(
                ["make", "run", f"PORT={port}"],
                cwd=ROOT,
                env=kept | {"VAR_DIR": str(folder / "var")},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        return self.output.read_text()

    def is_up(self, seconds: float = 90) -> "Run":
        until(lambda: "Stop: Ctrl-C" in self.text or self.process.poll() is not None, seconds)
        assert self.process.poll() is None, self.text
        return self

    def health(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
            return int(answer.status)

    def ctrl_c(self) -> int:
        """What a terminal does: the whole foreground group hears it, make included."""
        subprocess.run(["kill", "-INT", "--", f"-{self.process.pid}"], check=True)
        return self.process.wait(timeout=60)


def busy_seconds() -> float:
    """CPU time that all cores together have spent on work."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


Start = Callable[[], Run]


@pytest.fixture
def start(tmp_path: Path, family: Family) -> Start:
    port = ports.any_free()
    return lambda: Run(tmp_path, family, port)


def test_it_comes_up_says_how_to_sign_in_and_one_ctrl_c_leaves_nothing(
    start: Start, family: Family
) -> None:
    run = start().is_up()

    assert run.health() == 200
    assert re.search(r"  creador  (\w{4}-){3}\w{4}\n  equipo   (\w{4}-){3}\w{4}\n", run.text)
    assert "\x1b" not in run.text
    run.ctrl_c()
    assert "Avance has stopped" in run.text
    assert family.is_gone()


def test_the_second_start_takes_at_most_ten_seconds_and_keeps_everything(
    start: Start, family: Family, tmp_path: Path
) -> None:
    first = start().is_up()
    accounts = (tmp_path / "var" / "cuentas.txt").read_text()
    secret = (tmp_path / "var" / "secret").read_text()
    first.ctrl_c()

    began, busy = time.monotonic(), busy_seconds()
    second = start().is_up()
    took = time.monotonic() - began
    others = busy_seconds() - busy - family.cpu_seconds()

    assert second.health() == 200
    # What other programs of this machine take of its cores in the meantime is not our time.
    assert took <= 10 + others / psutil.cpu_count(), second.text
    assert "********" in second.text
    assert not re.search(r"(\w{4}-){3}\w{4}", second.text)
    assert (tmp_path / "var" / "cuentas.txt").read_text() == accounts
    assert (tmp_path / "var" / "secret").read_text() == secret
    second.ctrl_c()


def test_a_second_run_beside_it_is_refused_and_harms_nothing(start: Start) -> None:
    run = start().is_up()
    beside = subprocess.run(
        ["make", "run", f"PORT={ports.any_free()}"],
        check=False,
        cwd=ROOT,
        env=psutil.Process(run.process.pid).environ(),
        capture_output=True,
        text=True,
    )

    assert beside.returncode != 0
    assert (
        f"Avance is already running in this folder: http://127.0.0.1:{run.port}/" in beside.stderr
    )
    assert run.health() == 200
    run.ctrl_c()


@pytest.mark.fault
def test_a_killed_supervisor_leaves_no_process(start: Start, family: Family) -> None:
    run = start().is_up()
    supervisor = family.find("scripts.run")
    assert supervisor
    supervisor.kill()

    until(family.is_gone, seconds=20)
    assert run.process.wait(timeout=10) != 0


@pytest.mark.fault
def test_a_killed_worker_is_started_again(start: Start, family: Family) -> None:
    run = start().is_up()
    supervisor = family.find("scripts.run")
    assert supervisor
    video = next(p for p in supervisor.children() if "--queues=video" in p.cmdline())
    video.kill()

    until(lambda: "video is up again" in run.text, seconds=40)
    run.ctrl_c()
    assert family.is_gone()
