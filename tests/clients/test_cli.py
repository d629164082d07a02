"""What the command says and keeps, without a server."""

import ast
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from avance_client.cli import settings, words
from avance_client.cli.main import main
from avance_client.cli.screen import Screen
from avance_client.events import Event
from tests.stack.place import ROOT

CLI = ROOT / "clients" / "python" / "avance_client" / "cli"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def event(kind: str = "run.tick", **fields: Any) -> Event:
    progress = {"permille": 500, "phase": "convertir", "speed": 2.14, "eta": 62.0}
    live = {"run": "0b0e", "task": "procesar_video", "state": "STARTED", "progress": progress}
    frame = {"run": "0b0e", "kind": kind, "at": {"n": 2}, "live": live | fields}
    return Event.of(frame)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


def test_everything_that_it_says_has_its_spanish_and_nothing_is_left_over() -> None:
    asked = {
        node.args[0].value
        for file in CLI.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_"
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(asked) > 15
    assert asked <= set(words.SPANISH)
    assert set(words.STATES.values()) | set(words.KINDS.values()) <= set(words.SPANISH)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "es_MX.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "es"}, "es"),
        ({}, "en"),
    ],
)
def test_it_speaks_the_language_of_the_locale(environment: dict[str, str], language: str) -> None:
    assert words.language_in(environment) == language


def test_on_a_terminal_a_bar_says_phase_share_speed_and_time_left(terminal: Terminal) -> None:
    Screen(False, terminal).event(event())

    assert terminal.getvalue().startswith("convertir ████████████░░░░░░░░░░░░  50.0 %")
    assert "2.1×  quedan 1:02" in terminal.getvalue()


def test_an_end_is_coloured_unless_that_is_not_wanted(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = event("run.succeeded", state="SUCCESS")
    Screen(False, terminal).event(end)
    assert "\x1b[32m" in terminal.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.truncate(0)
    Screen(False, terminal).event(end)
    assert "\x1b[32m" not in terminal.getvalue()


def test_no_title_commands_the_terminal(terminal: Terminal) -> None:
    Screen(False, terminal).event(event("run.started", title="a\x1b]0;b\x07\nc"), named=True)

    assert "\x1b" not in terminal.getvalue()
    assert terminal.getvalue().count("\n") == 1


def test_json_is_one_object_a_line(terminal: Terminal) -> None:
    screen = Screen(True, terminal)
    screen.event(event())
    screen.uploading(1, 2, 0, None)

    tick, upload = map(json.loads, terminal.getvalue().splitlines())
    assert (tick["kind"], tick["live"]["progress"]["permille"]) == ("run.tick", 500)
    assert upload == {"kind": "upload", "sent": 1, "total": 2}


def test_a_kept_token_goes_to_no_other_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("AVANCE_URL", raising=False)
    monkeypatch.delenv("AVANCE_TOKEN", raising=False)
    kept = settings.Account("https://ours.example", "avance_secret")
    settings.keep(kept)
    assert settings.account() == kept
    monkeypatch.setenv("AVANCE_URL", "https://theirs.example")
    assert settings.account() is None


def test_an_address_that_is_none_is_said_to_be_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AVANCE_URL", "ours.example")
    monkeypatch.setenv("AVANCE_TOKEN", "x")
    monkeypatch.setenv("LC_ALL", "C")

    assert main(["ls"]) == 6
    assert "no Avance at that address" in capsys.readouterr().err


def test_a_terminal_without_the_letters_is_no_reason_to_fail(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": str(CLI.parent.parent), "HOME": str(tmp_path), "LANG": "es_MX"}
    done = subprocess.run(
        [sys.executable, "-m", "avance_client", "ls"],
        env=environment | {"PYTHONIOENCODING": "ascii"}, check=False, capture_output=True,
    )  # fmt: skip

    assert done.returncode == 4
    assert done.stderr.startswith(b"avance: Falta entrar. Usa ?avance login?")
