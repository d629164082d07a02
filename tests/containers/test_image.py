"""The image is made as docs/operations.md says, holds what is needed and nothing else."""

import re

from tests.docs.markdown import ROOT, page

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def instructions(name: str) -> list[str]:
    """What stands after each instruction of this name, continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", "")
    return re.findall(rf"^{name} +(.+)$", joined, re.MULTILINE)


def let_in() -> set[str]:
    return {line[1:] for line in IGNORED if line.startswith("!")}


def test_packages_are_installed_as_on_a_server() -> None:
    told = re.findall(
        r"^\.venv/bin/(python -m pip .+)$", page("docs/operations.md").text, re.MULTILINE
    )
    (install,) = [run for run in instructions("RUN") if "pip install" in run]

    assert len(told) == 2
    assert re.findall(r"python -m pip install [^&]+?(?= +&&)", install) == told


def test_a_change_of_the_code_installs_nothing_anew() -> None:
    packages = DOCKERFILE.partition(" AS packages")[2].partition("\nFROM ")[0]

    assert re.findall(r"^COPY (.+)$", packages, re.MULTILINE) == [
        "requirements.lock requirements-source.lock ./"
    ]


def test_nothing_runs_as_root() -> None:
    assert instructions("USER") == ["avance"]
    assert DOCKERFILE.index("\nUSER ") > DOCKERFILE.rindex("\nRUN ")


def test_signals_reach_the_program() -> None:
    assert instructions("ENTRYPOINT") == []
    assert all(command.startswith('["python"') for command in instructions("CMD"))


def test_nothing_is_compiled_or_fetched_but_what_is_locked() -> None:
    for tool in ("apt", "curl", "wget", "gcc", "build-essential"):
        assert not re.search(rf"\b{tool}\b", DOCKERFILE)


def test_only_what_is_named_gets_into_it() -> None:
    assert IGNORED[1] == "*"
    assert {name for name in let_in() if not (ROOT / name).exists()} == set()
    assert {".env", ".git", "var", ".venv", "tests"} & let_in() == set()


def test_every_room_of_the_product_gets_into_it() -> None:
    rooms = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    compiled = re.findall(r"compileall -q -j 0 (asgi.+?) +&&", DOCKERFILE.replace("\\\n", ""))

    assert rooms <= let_in()
    assert set(compiled[0].split()) == rooms | {"asgi.py", "manage.py"}
