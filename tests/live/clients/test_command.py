"""The command `avance` against the real product."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from avance_client import Client, Report
from proyecto.dominio.models import Reporte, Subida, Video
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState
from tests.clients.proxy import Proxy
from tests.live.clients.work import Work, token_of
from tests.live.story import ended, frames_in, frames_of
from tests.scripts.waiting import until
from tests.stack.people import Person
from tests.stack.place import ROOT
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow


class Shell:
    """Runs the command as somebody who has signed in by environment."""

    def __init__(self, folder: Path, url: str, token: str) -> None:
        self.folder = folder
        kept = {name: os.environ[name] for name in ("PATH",)}
        self.environment = kept | {
            "PYTHONPATH": str(ROOT / "clients" / "python"),
            "HOME": str(folder),
            "LANG": "es_MX.UTF-8",
            "PYTHONUTF8": "1",
            "AVANCE_URL": url,
            "AVANCE_TOKEN": token,
        }

    def begin(self, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "avance_client", *words],
            cwd=self.folder, env=self.environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, says: str = "") -> tuple[int, str, str]:
        """Exit code, what it says, what it complains of."""
        with self.begin(*words) as process:
            out, err = process.communicate(says, timeout=120)
        return process.returncode, out, err

    def told(self, *words: str) -> tuple[int, list[dict[str, Any]]]:
        """Exit code, and the JSON of each line."""
        code, out, _err = self.run(*words, "--json")
        assert "Traceback" not in _err, _err
        return code, [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def shell(stack: Stack, person: Person, tmp_path: Path) -> Shell:
    return Shell(tmp_path, stack.address, token_of(person.user))


def test_a_film_is_uploaded_over_a_network_that_cuts_and_followed_to_its_end(
    stack: Stack, shell: Shell, short_film: Path
) -> None:
    with Proxy(stack.address, 0, 40) as proxy:
        shell.environment["AVANCE_URL"] = proxy.url
        code, said = shell.told("upload", str(short_film), "--follow")

    assert code == 0, said[-1]
    (uploaded,) = [line for line in said if line["kind"] == "uploaded"]
    run = TaskRun.objects.get(pk=uploaded["run"])
    assert Video.objects.get(pk=uploaded["video"]).asunto == run.subject
    assert frames_of(run) == frames_in(short_film)
    numbers = [line["at"]["n"] for line in said if line["kind"].startswith("run.")]
    assert numbers == sorted(numbers)
    assert (said[-1]["kind"], said[-1]["live"]["state"]) == ("run.succeeded", "SUCCESS")


def test_an_upload_that_was_left_is_gone_on_with_by_the_next_command(
    stack: Stack, shell: Shell, person: Person, short_film: Path, tmp_path: Path
) -> None:
    film = tmp_path / "largo.mp4"
    film.write_bytes(short_film.read_bytes() + bytes(3 * 2**20))
    with Proxy(stack.address, room=3 * 2**19) as proxy:
        shell.environment["AVANCE_URL"] = proxy.url
        process = shell.begin("upload", str(film))
        until(lambda: proxy.room < 0)
        process.send_signal(signal.SIGINT)
        _out, complaint = process.communicate(timeout=30)
        assert process.returncode == 130
        assert "donde iba" in complaint
        proxy.room = 2**40
        code, said = shell.told("upload", str(film))

    assert code == 0
    sent = [line["sent"] for line in said if line["kind"] == "upload"]
    assert sent[0] == 2**20, "the first part had arrived"
    assert Subida.objects.get(propietario=person.user).terminada


def test_a_report_is_made_and_saved_over_a_network_that_cuts(
    stack: Stack, shell: Shell, person: Person, tmp_path: Path
) -> None:
    stack.start("general")
    code, said = shell.told("report", "10", "2026", "-o", "r.pdf")

    assert code == 0
    assert said[-1] == {"kind": "saved", "path": "r.pdf"}
    assert (shell.folder / "r.pdf").read_bytes().startswith(b"%PDF")
    row = Reporte.objects.get(propietario=person.user)

    # The first connection asks for the report, the second breaks off after a part of the file.
    with Proxy(stack.address, 0, 9000) as proxy:
        client = Client(proxy.url, shell.environment["AVANCE_TOKEN"])
        sent: list[int] = []
        wanted = Report(row.pk, "2026-10", "", "")
        client.save_report(wanted, tmp_path / "again.pdf", lambda have, _total: sent.append(have))
    assert (tmp_path / "again.pdf").read_bytes() == (shell.folder / "r.pdf").read_bytes()
    assert proxy.count == 3
    assert sent == sorted(sent), "what had arrived was not asked for again"
    assert [file.name for file in tmp_path.glob(".*.part")] == []


def test_runs_are_listed_followed_and_cancelled_and_the_exit_code_says_how_it_went(
    stack: Stack, shell: Shell, person: Person, tmp_path: Path
) -> None:
    stack.start("guion")
    work = Work(tmp_path, person.user, 1)
    work.comes_to(3)

    _code, (listed,) = shell.told("ls", "--state", "open")
    assert listed["run"] == work.id
    process = shell.begin("follow", work.id)
    assert process.stdout is not None
    until(lambda: "en marcha" in process.stdout.readline())
    assert shell.run("cancel", work.id)[:2] == (0, "se está deteniendo\n")
    out, _err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "cancelada" in out
    assert ended(work.run).state == TaskState.REVOKED
    assert shell.run("cancel", work.id)[0] == 7
    code, said = shell.told("follow", work.id)
    assert (code, said[-1]["kind"]) == (3, "run.cancelled")


def test_what_is_asked_for_again_because_the_answer_was_lost_is_done_once(
    stack: Stack, shell: Shell, person: Person
) -> None:
    with Proxy(stack.address, 20, 120, 500) as proxy:
        client = Client(proxy.url, shell.environment["AVANCE_TOKEN"])
        live = client.start("crear_muestra")

    assert proxy.count == 4
    assert [str(run.pk) for run in TaskRun.objects.filter(owner=person.user)] == [live.run]
    Client(stack.address, shell.environment["AVANCE_TOKEN"]).cancel(live)


def test_ctrl_c_leaves_the_run_alone_and_says_how_to_come_back(
    stack: Stack, shell: Shell, person: Person, tmp_path: Path
) -> None:
    stack.start("guion")
    work = Work(tmp_path, person.user, 1)
    process = shell.begin("follow", work.id)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _out, complaint = process.communicate(timeout=30)

    assert process.returncode == 130
    assert f"avance follow {work.id}" in complaint
    assert "Traceback" not in complaint
    work.goes_on()
    assert ended(work.run).state == TaskState.SUCCESS


def test_login_keeps_what_works_where_nobody_else_reads_it(stack: Stack, shell: Shell) -> None:
    token = shell.environment.pop("AVANCE_TOKEN")
    del shell.environment["AVANCE_URL"]
    code, _out, complaint = shell.run("ls")
    assert (code, "avance login" in complaint) == (4, True)
    assert shell.run("login", says=f"{stack.address}\navance_wrong\n")[0] == 4

    assert shell.run("login", says=f"{stack.address}\n{token}\n")[0] == 0
    kept = shell.folder / ".config" / "avance" / "account.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert shell.run("ls") == (0, "No hay tareas.\n", "")


def test_what_goes_wrong_has_its_own_exit_code_and_says_what_to_do(shell: Shell) -> None:
    nobodys = "0b0e6c5e-0000-4000-8000-000000000000"
    code, _out, complaint = shell.run("follow", nobodys)
    assert (code, complaint) == (5, "avance: No existe o no es tuyo.\n")
    assert shell.run("upload", "nowhere.mp4")[0] == 2
    assert shell.run("report", "13", "2026")[0] == 2
    shell.environment["AVANCE_URL"] = "http://127.0.0.1:9"
    assert shell.run("ls")[0] == 6
