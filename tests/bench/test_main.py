"""`python -m bench`."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from bench.__main__ import FIGURES
from tests.stack.place import ROOT


def bench(*names: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "bench", *names]
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)


def test_a_figure_that_does_not_exist_is_refused_with_those_that_do() -> None:
    done = bench("coffee")

    assert done.returncode == 2
    assert "coffee" in done.stdout
    assert all(name in done.stdout for name in FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_a_module_that_can_be_run(name: str) -> None:
    assert find_spec(f"bench.{name}") is not None
