"""No sentence is written into a template or into the page's own code: all are translated."""

import re
from html.parser import HTMLParser

from tests.templates.javascript import ROOT, Written, scripts, strings
from tests.templates.test_texts import FAMILY, texts

# --- Templates

# What is translated, and what nobody sees.
TRANSLATED = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|{%\s*block main_class\s*%}.*?%}",
    re.DOTALL,
)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
# Of a template that is included within a tag.
ATTRIBUTE = re.compile(r"[\w-]+=\"[^\"]*\"")
WORD = re.compile(r"[^\W\d_]{2,}")
READ_OUT = {"aria-label", "title", "alt", "placeholder", "label", "aria-description"}
AS_IT_IS = {"script", "style", "kbd", "code", "pre"}
KINDS = ("HTML", "PDF", "CSV", "XLSX", "SVG")
# Names, which are the same in every language.
NAMES = {
    "Avance",
    "Español",
    "English",
    "Flower",
    "Stripe",
    "Redis",
    "HTML",
    "PDF",
    "CSV",
    "XLSX",
    "SVG",
}


class Reader(HTMLParser):
    """Collects what people would read of a template whose tags stand for nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in AS_IT_IS:
            self._inside.append(tag)
        given = dict(attrs)
        self.read += [str(given[name]) for name in READ_OUT & set(given)]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.read.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.read.append(data)


def literal(template: str) -> list[str]:
    """Pieces of a template with words that are not translated."""
    reader = Reader()
    reader.feed(TAG.sub(" ", TRANSLATED.sub("", template)))
    reader.close()
    pieces = [ATTRIBUTE.sub("", piece).strip() for piece in reader.read]
    return [piece for piece in pieces if set(WORD.findall(piece)) - NAMES]


def test_no_template_holds_words_that_are_not_translated() -> None:
    pages = sorted((ROOT / "templates").rglob("*.html"))
    assert len(pages) > 50
    found = {str(page.relative_to(ROOT)): literal(page.read_text("utf-8")) for page in pages}
    assert {page: words for page, words in found.items() if words} == {}


def test_words_in_a_template_would_be_found() -> None:
    assert literal("<p>{% translate 'a' %} {{ b }}</p>") == []
    assert literal("<p>Hola</p>") == ["Hola"]
    assert literal('<b {% if a %}title="Cerrar"{% endif %}></b>') == ["Cerrar"]


# --- The page's own code

# Two words, a word with a capital, or a letter that only people use.
SENTENCE = re.compile(r"[^\W\d_]{2,}[,.:;]? +[^\W\d_]{2,}|^[A-ZÁÉÍÓÚÑ¿¡][a-záéíóúñ]+|[áéíóúñ¿¡…]")
# Where a string is for the browser: looks, selectors, names of events, of headers and of types.
FOR_THE_BROWSER = re.compile(
    r"(className\s*[=:]|class\w*\(|querySelector(All)?\(|closest\??\.?\(|matches\(|matchMedia\("
    r"|[gG]et(Header|Item)?\(|set(Item)?\(|swap:|includes\(|key [!=]==|return|in window \|\|)\s*$"
)
TECHNICAL = {
    *("btn btn-bad", "log-attempt tn", "MediaSource"),
    "a, button, input, select, summary, textarea, video, dialog",
}
# Where a string is for people, be it one word.
SHOWN = re.compile(
    r"(textContent\s*=|innerText\s*=|\btoast\(|\bsay\(|\balarm\(|\bask\(|\bconfirm\(|\balert\("
    r"|\.(title|placeholder|alt|ariaLabel)\s*=|new Notification\("
    r"|setAttribute\(\"(aria-label|title|placeholder|alt)\",)\s*$"
)


def is_untranslated(one: Written) -> bool:
    """It is a sentence, or a word that is shown."""
    if SHOWN.search(one.before):
        return bool(WORD.search(one.text))
    if one.text in TECHNICAL or FOR_THE_BROWSER.search(one.before):
        return False
    return bool(SENTENCE.search(one.text))


def all_strings() -> list[Written]:
    return [
        one
        for path in scripts()
        for one in strings(path.read_text("utf-8"), str(path.relative_to(ROOT)))
    ]


def test_no_sentence_is_written_into_the_code_of_the_page() -> None:
    found = all_strings()
    assert len(found) > 200, "the collector does not see the code any more"
    assert [(one.file, one.text) for one in found if is_untranslated(one)] == []


def test_a_sentence_in_the_code_would_be_found() -> None:
    bad = """
      toast("Listo"); box.textContent = 'Cerrar'; x(`Faltan ${n} minutos más`);
      made.setAttribute("aria-label", "Cerrar"); const a = "Something went wrong";"""
    assert len([one for one in strings(bad) if is_untranslated(one)]) == 5
    good = """// don't "say so"
      toast(text("copied")); box.className = "btn btn-1"; x.replace(/\\{(\\w+)\\}/g, "a-b");
      write(state, `${one} · ${two}`); element.closest("details.menu, dialog form");"""
    assert [one for one in strings(good) if is_untranslated(one)] == []


def test_every_text_that_comes_with_the_page_is_used() -> None:
    found = all_strings()
    source = "\n".join(path.read_text("utf-8") for path in scripts())
    named, families = {one.text for one in found}, tuple(FAMILY.findall(source))
    given = set(texts("en"))
    assert {key for key in given if key not in named and not key.startswith(families)} == set()
