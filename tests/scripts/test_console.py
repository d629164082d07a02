"""What is printed: plain lines into a file, one rewritten line on a terminal."""

import io
import os
import pty
import subprocess
import sys
from contextlib import suppress

import pytest

from scripts.console import Console
from tests.scripts.processes import ROOT

WORK = """\
from scripts.console import Console
console = Console()
with console.step("Working") as step:
    step.progress(1, 2, "one")
    console.say("by the way")
    step.progress(2, 2, "two")
"""


def test_into_a_file_no_control_character_is_written() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORK], check=True, cwd=ROOT, capture_output=True, text=True
    )

    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    assert "by the way\n✓ Working (0.0 s)\n" in done.stdout


def test_on_a_terminal_the_running_step_is_rewritten_and_ends_as_one_line() -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm"}
    subprocess.run(
        [sys.executable, "-c", WORK], check=True, cwd=ROOT, stdout=theirs, env=environment
    )
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)

    assert "\r\x1b[2K· Working 2/2 two" in shown
    assert shown.count("\n") == 2


def test_a_step_that_fails_is_marked_so() -> None:
    written = io.StringIO()
    with pytest.raises(RuntimeError), Console(written).step("Working"):
        raise RuntimeError

    assert written.getvalue() == "✗ Working (0.0 s)\n"


def test_a_terminal_that_is_gone_stops_nothing() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    stream = os.fdopen(writer, "w")

    Console(stream).say("nobody hears this")

    with suppress(BrokenPipeError):
        stream.close()
