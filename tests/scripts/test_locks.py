"""The lock files: for developers, the same versions as for running, and hashes everywhere."""

import re

import pytest

from tests.scripts.processes import ROOT

LOCKS = sorted(file.name for file in ROOT.glob("requirements*.lock"))


def pins(lock: str) -> set[str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([\w.\-\[\]]+==\S+)", text, re.MULTILINE))


def test_developers_run_the_versions_that_everybody_runs() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[\w.\-\[\]]+==)", text, flags=re.MULTILINE)[1:]

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
