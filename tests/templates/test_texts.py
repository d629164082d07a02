"""The strings that the page's own code shows come with the page, in its language."""

import json
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
USED = re.compile(r"""\btext\(\s*["']([a-z_]+)["']""")
# `text(`conn_${state}`)` and the like: the prefix must lead to something.
FAMILY = re.compile(r"\btext\(\s*`([a-z_]+_)\$\{")


def texts(language: str) -> dict[str, str]:
    with translation.override(language):
        page = render_to_string("_texts.html")
    return json.loads(page[page.index(">") + 1 : page.rindex("</script>")])


def code() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "static" / "js").rglob("*.js"))
    )


@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_every_string_that_the_code_asks_for_is_given(language: str) -> None:
    given, source = texts(language), code()
    used = set(USED.findall(source))
    assert len(used) > 20, "the collector does not see the code any more"
    assert used - set(given) == set()
    for prefix in FAMILY.findall(source):
        assert any(key.startswith(prefix) for key in given), prefix


def test_both_languages_give_the_same_strings() -> None:
    spanish, english = texts("es-mx"), texts("en")
    assert set(spanish) == set(english)
    assert spanish["conn_live"] == "En vivo"
    assert english["conn_live"] == "Live"
