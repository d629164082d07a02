"""Which PostgreSQL the tests are given: the newest that is here, else how to get one."""

from pathlib import Path

import pytest

from scripts.complaint import Complaint
from scripts.console import Console
from scripts.postgres import programs


def installed(folder: Path, version: str) -> Path:
    """As a package would lay it down, with a server that only says which one it is."""
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version} (Debian)'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture(autouse=True)
def _nothing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr(programs, "FOLDERS", (f"{tmp_path}/lib/*/bin",))
    monkeypatch.setattr(programs, "may_use_apt", lambda: False)


def test_the_newest_is_taken(tmp_path: Path) -> None:
    installed(tmp_path / "lib/9/bin", "15.18")
    newest = installed(tmp_path / "lib/10/bin", "17.2")
    installed(tmp_path / "path", "16.1")

    assert programs.find_programs() == programs.Programs(newest, 17)


def test_a_link_on_the_path_leads_to_the_others_beside_it(tmp_path: Path) -> None:
    real = installed(tmp_path / "elsewhere", "15.18")
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "initdb").symlink_to(real / "initdb")

    found = programs.find_programs()

    assert found == programs.Programs(real, 15)
    assert (found.initdb, found.postgres) == (real / "initdb", real / "postgres")


def test_one_that_is_too_old_or_does_not_run_is_none(tmp_path: Path) -> None:
    installed(tmp_path / "lib/13/bin", "13.9")
    (installed(tmp_path / "lib/15/bin", "15.1") / "postgres").write_text("no program")

    assert programs.find_programs() is None


def test_where_there_is_none_a_sentence_says_how_to_get_one() -> None:
    with pytest.raises(Complaint, match="PostgreSQL 14 or newer") as told:
        programs.find_or_get_programs(Console())

    assert "sudo apt install postgresql" in str(told.value)
