"""`make flower`: for the Avance that runs in the folder, behind a password, while that runs."""

import base64
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from dashboard import flower
from scripts.complaint import Complaint
from scripts.local import flower_server, ports
from scripts.local.place import Place
from tests.scripts.local.redis_process import RedisProcess
from tests.scripts.processes import ROOT, Family
from tests.scripts.waiting import until

HOLD = """\
import sys; from pathlib import Path; from scripts.local.place import Place
with Place(Path("."), Path(sys.argv[1]), 8017).held():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(ROOT, tmp_path / "var", 8016)
    place.make()
    return place


def started(family: Family, place: Place, port: int, **environment: str) -> "subprocess.Popen[str]":
    """`make flower`, once `.venv` is up to date."""
    return family.start(
        [sys.executable, "-m", "scripts.flower", "--port", str(port)],
        cwd=ROOT,
        env=family.environment | {"VAR_DIR": str(place.var)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def held(family: Family, place: Place) -> "subprocess.Popen[str]":
    """The folder, as if by `make run`."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    holder = family.start([sys.executable, "-c", HOLD, str(place.var)], cwd=ROOT, **pipes)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def status(url: str, who: str = "") -> int:
    request = urllib.request.Request(url)
    if who:
        request.add_header("Authorization", f"Basic {base64.b64encode(who.encode()).decode()}")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def said(process: "subprocess.Popen[str]") -> str:
    return process.communicate(timeout=60)[0]


@pytest.mark.slow
def test_it_is_up_behind_its_password_and_linked_until_avance_stops(
    family: Family, place: Place, settings: Any
) -> None:
    redis = RedisProcess(place.var / "redis", family)
    avance, port = held(family, place), ports.any_free()
    process = started(family, place, port, FLOWER_BASIC_AUTH="")
    url = f"http://127.0.0.1:{port}/"
    until((place.var / "flower.url").exists, 60)

    settings.VAR_DIR = place.var
    assert flower.address() == url
    assert status(url) == 401
    password = place.var / "flower.txt"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    assert status(url, ":".join(password.read_text().split())) == 200
    command = family.find("flower")
    assert command is not None
    assert password.read_text().split()[1] not in " ".join(command.cmdline())

    assert avance.stdin
    avance.stdin.close()
    avance.wait()
    text = said(process)
    assert f"Flower is running: {url}" in text
    assert password.read_text().strip().split()[1] in text
    assert "Avance has stopped, and Flower with it." in text
    assert flower.address() == ""
    redis.end()


def test_without_an_avance_it_says_how_to_start_one(family: Family, place: Place) -> None:
    process = started(family, place, ports.any_free())
    assert "Avance is not running in" in said(process)
    assert process.returncode == 1


def test_a_redis_that_does_not_answer_is_said(family: Family, place: Place) -> None:
    held(family, place)
    process = started(family, place, ports.any_free())
    assert "The Redis of this Avance does not answer." in said(process)
    assert process.returncode == 1


def test_what_is_no_port_is_said(family: Family, place: Place) -> None:
    process = started(family, place, 70000)
    assert "FLOWER_PORT=70000 is no port" in said(process)


def test_the_password_is_drawn_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLOWER_BASIC_AUTH", raising=False)
    first, second = flower_server.account(place.var), flower_server.account(place.var)
    assert first.is_new
    assert not second.is_new
    assert first.auth == second.auth
    assert len(first.auth) == len("flower:") + 19


def test_ones_own_password_is_taken_and_kept_nowhere(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWER_BASIC_AUTH", "ana:secret,luis:other")
    assert flower_server.account(place.var).auth == "ana:secret,luis:other"
    assert not (place.var / "flower.txt").exists()
    monkeypatch.setenv("FLOWER_BASIC_AUTH", "secret")
    with pytest.raises(Complaint, match="name:password"):
        flower_server.account(place.var)


def test_a_flower_that_was_killed_is_linked_no_more(
    place: Place, settings: Any, family: Family
) -> None:
    settings.VAR_DIR = place.var
    gone = family.start([sys.executable, "-c", ""])
    gone.wait()
    (place.var / "flower.url").write_text(f"http://127.0.0.1:5555/ {gone.pid}\n")
    assert flower.address() == ""
    settings.FLOWER_URL = "https://flower.example/"
    assert flower.address() == "https://flower.example/"
