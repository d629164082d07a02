"""docs/tutorial.md has a row for every task, and everything that it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from dashboard.labels import PHASES, TASKS
from proyecto.progress.vocabulary import KINDS, TaskName
from tests.docs.markdown import ROOT, page

PAGE = page("docs/tutorial.md")
SYSTEMS, TASK_ROWS = (
    [row for row in PAGE.rows if len(row) == 5 and is_task == bool(re.match(r"`\w+`$", row[0]))]
    for is_task in (False, True)
)
BY_TASK = {row[0].strip("`"): row for row in TASK_ROWS}
HEADINGS = {"system", "task", "---"}
FOLDERS = ("proyecto", "dashboard", "workers", "templates")


def files(cell: str) -> list[Path]:
    """What the links of a cell lead to."""
    return [(PAGE.file.parent / link).resolve() for link in re.findall(r"\]\(([^)#]+)", cell)]


def addresses(cell: str) -> list[str]:
    """The pages that a cell names."""
    return re.findall(r"`(/[^`]*)`", cell)


@cache
def source() -> str:
    """All of the product's own code and templates."""
    kinds = {".py", ".html"}
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    return "\n".join(
        f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in paths if path.suffix in kinds
    )


def test_every_task_has_a_row_and_every_row_is_a_task() -> None:
    assert sorted(BY_TASK) == sorted(TaskName)


@pytest.mark.parametrize("task", TaskName)
def test_every_task_has_words_on_screen(task: TaskName) -> None:
    assert task in TASKS
    assert KINDS[task].phases, "what it is doing can be said"
    assert set(KINDS[task].phases) <= set(PHASES)


@pytest.mark.parametrize("task", TaskName)
def test_every_task_has_a_page(task: TaskName) -> None:
    pages = addresses(BY_TASK[task][2])
    assert pages
    assert [one for one in pages if not is_served(one)] == []


def is_served(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


@pytest.mark.parametrize("task", TaskName)
def test_every_task_is_where_its_row_says(task: TaskName) -> None:
    (file,) = files(BY_TASK[task][3])
    functions = [one.name for one in ast.walk(ast.parse(file.read_text())) if is_function(one)]
    assert task in functions
    assert f"@progress_task(TaskName.{task.name})" in file.read_text()


def is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef)


@pytest.mark.parametrize("task", TaskName)
def test_every_task_is_tested_where_its_row_says(task: TaskName) -> None:
    tests = files(BY_TASK[task][4])
    assert tests
    for file in tests:
        assert file.is_relative_to(ROOT / "tests")
        text = file.read_text()
        assert "\ndef test_" in text
        assert task in text or speaks_of_uploads(task, text)


def speaks_of_uploads(task: TaskName, text: str) -> bool:
    """A film is uploaded, and what becomes of it is the task."""
    return task == TaskName.PROCESAR_VIDEO and "upload(" in text


@pytest.mark.parametrize(
    "row", [row for row in SYSTEMS if row[0] not in HEADINGS], ids=lambda r: r[0]
)
def test_every_system_has_code_a_page_and_tests_and_keeps_its_names(row: list[str]) -> None:
    _system, names, code, where, tests = row
    missing = [name for name in re.findall(r"`([^`]+)`", names) if name not in source()]
    assert missing == []
    assert all(file.exists() for file in files(code))
    assert files(code)
    assert addresses(where) or files(where)
    assert [one for one in addresses(where) if not is_served(one)] == []
    assert files(tests)
    assert all(file.name.startswith("test_") for file in files(tests))
