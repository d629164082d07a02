"""`make up`: an environment of its own if there is none, then Compose, then what to do next."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import up
from scripts.complaint import Complaint
from tests.scripts.processes import ROOT

SECRETS = {"SECRET_KEY", "POSTGRES_PASSWORD", "FLOWER_PASSWORD"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    (tmp_path / ".env.example").write_text(example, encoding="utf-8")
    return tmp_path


def set_in(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_a_missing_environment_gets_secrets_that_nobody_else_has(root: Path) -> None:
    assert up.make_environment(root)

    made, example = set_in(root / ".env"), set_in(root / ".env.example")
    assert {name for name in made if made[name] != example[name]} == SECRETS
    assert len({made[name] for name in SECRETS}) == len(SECRETS)
    assert all(len(made[name]) == 64 and made[name].isalnum() for name in SECRETS)
    assert stat.S_IMODE((root / ".env").stat().st_mode) == 0o600


def test_an_environment_that_is_there_is_left_alone(root: Path) -> None:
    (root / ".env").write_text("SECRET_KEY=mine\n")

    assert not up.make_environment(root)
    assert (root / ".env").read_text() == "SECRET_KEY=mine\n"


def test_where_there_is_no_compose_a_sentence_says_what_to_do() -> None:
    with pytest.raises(Complaint, match=r"There is no no-such-compose here\.") as told:
        up.find_compose("no-such-compose --file x")

    assert "make run" in str(told.value)


def test_a_compose_with_arguments_of_its_own_is_taken_as_it_is_named() -> None:
    assert up.find_compose(f"'{sys.executable}' -m compose") == [sys.executable, "-m", "compose"]


def test_it_needs_no_package() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import scripts.up"
    listed = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert listed.stderr == ""


def test_the_address_is_the_one_of_the_environment(root: Path) -> None:
    (root / ".env").write_text("#SITE_URL=http://no/\nSITE_URL=https://avance.example.org/\n")

    assert up.address_in(root) == "https://avance.example.org/"
