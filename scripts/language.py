"""The words that the scripts print: English in the code, Spanish from `es.po` beside this file.

Django's own translations can't serve here: the first words are needed before Django is installed.
Only syntax that Python 3.5 reads, because an old Python must be able to say that it is old.
"""

import ast
import io
import os

CATALOGUE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "es.po")


def speaks_english(environ):
    """Spanish is Avance's first language; English is for those whose locale asks for it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return environ[name].lower().startswith("en")
    return False


def read_catalogue(path=CATALOGUE):
    """The pairs of a .po file without plurals and contexts: `{msgid: msgstr}`."""
    pairs = {}
    field, text = None, {"msgid": "", "msgstr": ""}
    with io.open(path, encoding="utf-8") as lines:
        for line in (raw.strip() for raw in lines):
            if line.startswith("msgid "):
                pairs[text["msgid"]] = text["msgstr"]
                field, text = "msgid", {"msgid": "", "msgstr": ""}
            elif line.startswith("msgstr "):
                field = "msgstr"
            if field and '"' in line and not line.startswith("#"):
                text[field] += ast.literal_eval(line[line.index('"') :])
    pairs[text["msgid"]] = text["msgstr"]
    return pairs


_catalogue = {} if speaks_english(os.environ) else read_catalogue()


def _(english):
    """The text in the person's language; what nobody has translated stays English."""
    return _catalogue.get(english) or english
