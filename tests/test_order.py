"""Files of tests are begun in an order in which two sessions end at the same time."""

from dataclasses import dataclass
from itertools import groupby

from scripts.test import SIDE_BY_SIDE
from tests.order import FOLDERS, LONG, in_order
from tests.stack.place import ROOT


@dataclass(frozen=True)
class Item:
    nodeid: str


def test_what_is_named_is_there() -> None:
    assert [file for file in LONG if not (ROOT / file).is_file()] == []
    assert [folder for folder in FOLDERS if not (ROOT / "tests" / folder).is_dir()] == []


def test_files_stay_whole_folders_together_and_the_longest_of_a_folder_first() -> None:
    tests = ("test_b", "test_a")
    files = (
        *("tests/progress/test_bar.py", "tests/browser/test_cancel.py", "tests/test_env.py"),
        *("tests/browser/test_looks.py", "tests/workers/test_later.py"),
    )
    collected = [Item(f"{file}::{test}") for file in files for test in tests]
    ordered = [item.nodeid for item in in_order(collected)]
    assert sorted(ordered) == sorted(item.nodeid for item in collected)
    whole = [(file, list(of)) for file, of in groupby(ordered, lambda one: one.partition("::")[0])]
    assert [file for file, _ in whole] == [
        *("tests/browser/test_looks.py", "tests/browser/test_cancel.py"),
        *("tests/workers/test_later.py", "tests/progress/test_bar.py", "tests/test_env.py"),
    ]
    assert all(of == [f"{file}::{test}" for test in tests] for file, of in whole)


def test_sessions_side_by_side_take_them_as_they_come() -> None:
    assert "--no-loadscope-reorder" in SIDE_BY_SIDE
