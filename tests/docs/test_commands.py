"""Whatever the pages say to type can be typed."""

import re

import pytest

from scripts.local.place import Place
from scripts.local.programs import programs
from tests.docs.commands import commands_in, exists, make_targets
from tests.docs.markdown import ROOT, Page, page, pages


@pytest.mark.parametrize("page", pages(), ids=str)
def test_every_command_in_a_block_exists(page: Page) -> None:
    commands = [
        c for block in page.blocks if block.language == "sh" for c in commands_in(block.text)
    ]

    assert [command for command in commands if not exists(command)] == []


@pytest.mark.parametrize("page", pages(), ids=str)
def test_every_make_target_in_the_text_exists(page: Page) -> None:
    named = re.findall(r"`(?:[A-Z_]+=\S+ )?make ([a-z-]+)", page.prose)

    assert set(named) <= make_targets()


def test_a_command_that_is_not_there_is_noticed() -> None:
    for command in (
        "make coffee",
        ".venv/bin/python manage.py brew",
        ".venv/bin/python -m no_such",
    ):
        (words,) = commands_in(command)
        assert not exists(words)


@pytest.mark.parametrize("name", ["README.md", "README.es.md"])
def test_the_readme_explains_every_make_target(name: str) -> None:
    explained = {cells[0] for cells in page(name).rows if cells[0].startswith("`make ")}

    assert explained == {f"`make {target}`" for target in make_targets() - {"help"}}


def test_the_programs_of_a_server_are_started_as_make_run_starts_them() -> None:
    local = Place(ROOT, ROOT / "var", 8000)
    started = [[".venv/bin/python", *p.command[1:]] for p in programs(local, "redis://")]

    (block,) = [b for b in page("docs/operations.md").blocks if "dashboard.server" in b.text]

    assert commands_in(block.text) == started
