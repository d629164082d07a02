"""docs/architecture.md and its neighbours say what is."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from proyecto.progress.live import SCRIPT
from proyecto.progress.vocabulary import Cause
from tests.docs.markdown import ROOT, Page, page, pages

ARCHITECTURE = page("docs/architecture.md")
PATH = re.compile(r"\b((?:proyecto|dashboard|workers|scripts|tests|bench)/[\w/]+\.(?:py|sh|po))\b")


def part(title: str) -> str:
    """The text below one heading, up to the next of the same level."""
    return re.split(r"^##+ ", ARCHITECTURE.text.partition(f"# {title}\n")[2], flags=re.MULTILINE)[0]


def test_the_architecture_gives_a_reason_for_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    declared = [*project["dependencies"], *(text for extra in extras for text in extra)]
    names = {re.split(r"[~=<>]", text)[0] for text in declared}

    assert named_in_first_column(part("Dependencies")) == names


def named_in_first_column(text: str) -> set[str]:
    """Every name in backticks in the first cell of a row."""
    cells = re.findall(r"^\|([^|]+)\|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_the_architecture_gives_a_reason_for_everything_that_the_pages_load() -> None:
    packages = named_in_first_column(part("Loaded by the pages"))
    files = [
        file for file in (ROOT / "static" / "vendor").iterdir() if re.search(r"-\d", file.name)
    ]
    loaded = {re.split(r"-\d", file.name)[0] for file in files}

    assert {word for word in loaded if not any(word in package for package in packages)} == set()
    assert len(packages) == len(loaded)


@pytest.mark.parametrize("page", pages(), ids=str)
def test_every_file_that_a_page_names_exists(page: Page) -> None:
    new = {block.path for block in page.blocks if block.language == "python"}
    named = set(PATH.findall(page.text)) - new

    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_answer_of_the_live_stores_script_is_explained() -> None:
    answers = set(re.findall(r"return \{'(\w+)'", SCRIPT))
    rows = [row[0] for row in ARCHITECTURE.rows if row[1] in {"both", "a tick", "milestone `n`"}]

    assert {re.findall(r"`(\w+)`", row)[0] for row in rows} == answers


def test_every_cause_that_is_ever_given_is_named() -> None:
    sentence = re.search(r"`cause` says\s+why: ([^.]+)\.", ARCHITECTURE.text)
    assert sentence is not None
    named = set(re.split(r"[,\s]+", sentence[1]))
    floor = "\n".join(file.read_text() for file in source_of_causes())
    given = {cause.value for cause in Cause if cause and f"Cause.{cause.name}" in floor}

    assert named == given


def source_of_causes() -> list[Path]:
    return [file for room in ("proyecto", "workers") for file in (ROOT / room).rglob("*.py")]


def test_every_promise_names_its_proof() -> None:
    proofs = re.findall(r"^\| (\d) \|.*`test_\w+`.*\|$", ARCHITECTURE.text, re.MULTILINE)

    assert proofs == [str(number) for number in range(1, 10)]


@pytest.mark.parametrize("page", pages(), ids=str)
def test_every_test_that_a_page_names_is_there(page: Page) -> None:
    named = set(re.findall(r"`(test_\w+)`", page.prose))

    assert named - names_of_tests() == set()


def names_of_tests() -> set[str]:
    return {
        node.name
        for file in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
