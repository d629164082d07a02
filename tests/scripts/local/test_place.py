"""What a run keeps is private, and a folder is run once at a time."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.complaint import Complaint
from scripts.local.place import Place, write_private
from tests.scripts.processes import ROOT, Family

HOLD = """\
import sys; from pathlib import Path; from scripts.local.place import Place
place = Place(Path("."), Path(sys.argv[1]), 8017)
with place.held():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(ROOT, tmp_path / "var", 8016)
    place.make()
    return place


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_this_account_may_read_the_folder_and_the_secret(place: Place) -> None:
    assert mode(place.var) == 0o700
    assert mode(place.var / "secret") == 0o600
    assert len((place.var / "secret").read_text().strip()) >= 64


def test_the_secret_of_the_first_run_stays(place: Place) -> None:
    before = (place.var / "secret").read_text()
    place.make()

    assert (place.var / "secret").read_text() == before


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    write_private(tmp_path / "file", "one")
    write_private(tmp_path / "file", "two")

    assert (tmp_path / "file").read_text() == "two"
    assert mode(tmp_path / "file") == 0o600


def test_a_second_run_in_the_folder_is_told_who_has_it(place: Place, family: Family) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    holder = family.start([sys.executable, "-c", HOLD, str(place.var)], cwd=ROOT, **pipes)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Complaint) as complaint, place.held():
        pass

    assert f"http://127.0.0.1:8017/ (pid {holder.pid})" in str(complaint.value)
    # And a holder that was killed holds nothing.
    holder.kill()
    holder.wait()
    with place.held():
        assert f"pid {holder.pid}" not in (place.var / "run.lock").read_text()
