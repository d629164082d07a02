"""Spanish is complete, and what is served is what was written."""

import gettext
import re

from tests.catalogue import PO, asked_for, written

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)\{\w+\}")


def test_every_string_on_screen_has_its_spanish() -> None:
    known = {key if isinstance(key, str) else key[0] for key in written()}
    asked = set(asked_for())
    assert len(asked) > 200, "the collector does not see the pages any more"
    assert sorted(asked - known) == []


def test_nothing_in_the_catalogue_is_left_empty() -> None:
    assert [key for key, text in written().items() if not text] == []


def test_nothing_in_the_catalogue_is_a_guess_or_a_leftover() -> None:
    lines = PO.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("#,") and "fuzzy" in line] == []
    assert [line for line in lines if line.startswith("#~")] == []


def test_translations_keep_the_placeholders_of_their_source() -> None:
    for key, text in written().items():
        source = key if isinstance(key, str) else key[0]
        if source:
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(source)), source


def test_every_plural_has_all_the_forms_of_its_language() -> None:
    text = PO.read_text(encoding="utf-8")
    forms = int(re.search(r"nplurals=(\d)", text)[1])  # type: ignore[index]
    entries = [entry for entry in text.split("\n\n") if "msgid_plural" in entry]
    assert entries
    assert [entry for entry in entries if entry.count("\nmsgstr[") != forms] == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    assert compiled == written()
