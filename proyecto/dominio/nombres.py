"""Names as people look for them: without accents, in small letters."""

import unicodedata
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Lower, Replace

ACCENTED = dict(zip("áéíóúüñ", "aeiouun", strict=True))


def plain(text: str) -> str:
    """ "García Ñandú" -> "garcia nandu"."""
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def plain_column(name: str) -> Any:
    """The same of a column, by the database itself. Both databases know nothing better that is
    always there: SQLite's `lower` stops at ASCII, PostgreSQL's `unaccent` is an extension."""
    column: Any = Lower(F(name))
    for accented, bare in ACCENTED.items():
        for sign in (accented, accented.upper()):
            column = Replace(column, Value(sign), Value(bare))
    return column
