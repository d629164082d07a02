"""Everything that the scripts say is there in Spanish too, with the same blanks to fill in."""

import ast
import string

import pytest

from scripts.language import read_catalogue, speaks_english
from tests.scripts.processes import ROOT


def sentences() -> set[str]:
    said = set()
    for file in (ROOT / "scripts").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
                said.add(ast.literal_eval(node.args[0]))
    return said


def blanks(sentence: str) -> set[str | None]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(sentence)}


def test_every_sentence_has_its_spanish_and_no_spanish_is_left_over() -> None:
    assert sentences() == set(read_catalogue()) - {""}


def test_a_translation_fills_in_the_same_blanks() -> None:
    for english, spanish in read_catalogue().items():
        assert english == "" or blanks(english) == blanks(spanish), english


@pytest.mark.parametrize(
    ("environ", "english"),
    [
        ({}, False),
        ({"LANG": "es_MX.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es_ES.UTF-8"}, False),
        ({"LANG": "es_MX.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, True),
    ],
)
def test_spanish_is_spoken_unless_the_locale_asks_for_english(
    environ: dict[str, str], english: bool
) -> None:
    assert speaks_english(environ) is english
