"""Programs are started, kept going and stopped, and nothing outlives the supervisor."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.scripts.processes import ROOT, Family
from tests.scripts.waiting import until

Started = Callable[..., "Tiny"]


class Tiny:
    """The supervisor's process, and what it has printed so far."""

    def __init__(self, folder: Path, family: Family, kinds: tuple[str, ...]) -> None:
        self.folder = folder
        self.output = folder / "output.txt"
        with self.output.open("w") as output:
            self.process = family.start(
                [sys.executable, "-m", "tests.scripts.local.tiny", str(folder), *kinds],
                cwd=folder,
                env=family.environment | {"PYTHONPATH": str(ROOT)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def says(self, text: str) -> bool:
        return text in self.output.read_text()

    def is_up(self) -> "Tiny":
        until(lambda: self.says("all up"))
        return self

    def child(self, name: str) -> psutil.Process | None:
        for process in psutil.Process(self.process.pid).children():
            if process.cmdline()[-1:] == [name]:
                return process
        return None


@pytest.fixture
def start(tmp_path: Path, family: Family) -> Started:
    return lambda *kinds: Tiny(tmp_path, family, kinds)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_every_program_and_leaves_no_process(
    start: Started, family: Family, number: signal.Signals
) -> None:
    tiny = start("first", "second").is_up()
    tiny.process.send_signal(number)

    assert tiny.process.wait(timeout=20) == 0
    assert family.is_gone()


def test_programs_stop_in_the_opposite_order(start: Started) -> None:
    tiny = start("first", "second").is_up()
    tiny.process.terminate()
    tiny.process.wait(timeout=20)

    assert (tiny.folder / "order.txt").read_text() == "second\nfirst\n"


@pytest.mark.fault
def test_a_killed_supervisor_leaves_no_process(start: Started, family: Family) -> None:
    tiny = start("first", "stubborn").is_up()
    assert len(family.members()) >= 5
    tiny.process.kill()
    tiny.process.wait()

    until(family.is_gone, seconds=10)


def test_a_program_that_does_not_listen_is_killed_when_its_grace_is_over(
    start: Started, family: Family
) -> None:
    tiny = start("stubborn").is_up()
    tiny.process.terminate()

    assert tiny.process.wait(timeout=20) == 0
    assert family.is_gone()


def test_a_second_ctrl_c_does_not_wait(start: Started, family: Family) -> None:
    tiny = start("endless").is_up()
    tiny.process.send_signal(signal.SIGINT)
    until(lambda: tiny.says("Stopping. Ctrl-C again"))
    until((tiny.folder / "order.txt").exists)
    tiny.process.send_signal(signal.SIGINT)

    assert tiny.process.wait(timeout=20) == 0
    assert family.is_gone()


@pytest.mark.fault
def test_a_program_that_falls_is_started_again_and_it_is_said(start: Started) -> None:
    tiny = start("first", "second").is_up()
    fallen = tiny.child("first")
    assert fallen
    fallen.kill()

    until(lambda: tiny.says("first is up again"))
    assert tiny.says("first stopped (-9); starting it again in 0.25 s")
    again = tiny.child("first")
    assert again
    assert again.pid != fallen.pid


@pytest.mark.fault
def test_what_a_fallen_program_left_behind_is_ended(start: Started) -> None:
    tiny = start("first").is_up()
    fallen = tiny.child("first")
    assert fallen
    grandchildren = fallen.children()
    assert grandchildren
    fallen.kill()

    until(lambda: not any(process.is_running() for process in grandchildren))


def test_a_program_that_cannot_start_ends_it_all_with_its_last_words(
    start: Started, family: Family
) -> None:
    tiny = start("first", "broken")

    assert tiny.process.wait(timeout=20) == 1
    assert tiny.says("broken did not start. The last lines of")
    assert tiny.says("  ERROR no good")
    assert not tiny.says("Traceback")
    assert family.is_gone()


def test_lines_that_say_error_reach_the_console_with_the_program_s_name(start: Started) -> None:
    tiny = start("stubborn").is_up()
    tiny.process.terminate()
    tiny.process.wait(timeout=20)

    assert tiny.says("stubborn | ERROR no\n")
    assert "ERROR no" in (tiny.folder / "stubborn.log").read_text()


def test_a_signal_amid_the_start_stops_what_has_started(start: Started, family: Family) -> None:
    tiny = start("first", "silent")
    until(lambda: tiny.says("starting") and tiny.child("silent"))
    tiny.process.send_signal(signal.SIGINT)

    assert tiny.process.wait(timeout=20) == 0
    assert not tiny.says("all up")
    assert family.is_gone()
