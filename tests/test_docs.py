"""The pages at the top: both READMEs say the same, and what they say is so."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scripts.console import Console
from scripts.language import read_catalogue
from scripts.local import welcome
from scripts.local.accounts_file import write_accounts
from scripts.local.place import Place
from tests.docs.markdown import ROOT, Page, page
from tests.docs.variables import variables_read

READMES = ["README.md", "README.es.md"]


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def settings_table(readme: Page) -> dict[str, str]:
    """Variable and default of each row; a row may name several."""
    found = {}
    for name, default, *_ in (row for row in readme.rows if len(row) == 3):
        for variable in re.findall(r"`([A-Z_]+)`", name):
            found[variable] = default.strip("`|").strip()
    return found


@pytest.mark.parametrize("name", READMES)
def test_the_settings_table_names_every_variable_that_the_code_reads(name: str) -> None:
    assert settings_table(page(name)) == variables_read()


def test_both_readmes_have_the_same_shape() -> None:
    english, spanish = map(page, READMES)

    assert [level for level, _ in english.headings] == [level for level, _ in spanish.headings]
    assert [b.text for b in english.blocks if b.language in {"sh", "python"}] == [
        b.text for b in spanish.blocks if b.language in {"sh", "python"}
    ]
    assert [b.language for b in english.blocks] == [b.language for b in spanish.blocks]
    other = {"README.es.md": "README.md"}
    assert [other.get(link, link) for link in english.links] == spanish.links
    assert [row[0] for row in english.rows][1:] != []
    assert code_cells(english) == code_cells(spanish)
    assert list_items(english) == list_items(spanish)


def code_cells(readme: Page) -> list[str]:
    return [row[0] for row in readme.rows if row[0].startswith("`")]


def list_items(readme: Page) -> int:
    return len(re.findall(r"^- ", readme.prose, re.MULTILINE))


@pytest.mark.parametrize("name", READMES)
def test_the_readme_begins_with_the_two_commands(name: str) -> None:
    shell = [block.text for block in page(name).blocks if block.language == "sh"]

    assert shell[:2] == ["make run\n", "make test\n"]


@pytest.mark.parametrize("name", READMES)
def test_the_readme_names_the_python_that_is_needed(name: str) -> None:
    needed = pyproject()["project"]["requires-python"].removeprefix(">=")

    assert f"Python {needed}" in page(name).prose


@pytest.mark.parametrize(("name", "words"), [("README.md", {}), ("README.es.md", read_catalogue())])
def test_the_readme_shows_the_words_with_which_a_start_ends(
    name: str, words: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (shown,) = [
        block.text
        for block in page(name).blocks
        if block.language == "text" and "creador" in block.text
    ]
    place = Place(ROOT, tmp_path, 8000)
    write_accounts(
        tmp_path / "cuentas.txt", dict(re.findall(r"^  (\w+) +(\S+-\S+)$", shown, re.MULTILINE))
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(welcome, "_", lambda english: words.get(english) or english)
        welcome.show(place, accounts_are_new=True, console=Console())

    printed = capsys.readouterr().out.replace(str(tmp_path), "")
    assert printed.strip() == re.sub(r"/home/\w+/avance/var", "", shown).strip()


def test_the_changelog_has_the_version_of_the_project() -> None:
    version = pyproject()["project"]["version"]
    headings = [text for level, text in page("CHANGELOG.md").headings if level == 2]

    assert headings[0].startswith(f"[{version}]")


def test_the_licence_is_the_one_that_the_project_declares() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert text.startswith(f"{pyproject()['project']['license']} License")
    assert "2026 The Avance authors" in text
