"""manage.py crear_token"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from proyecto.progress import tokens
from proyecto.progress.tokens import token_of
from tests.stack.people import People


def made(*words: str) -> str:
    out = StringIO()
    call_command("crear_token", *words, stdout=out)
    return out.getvalue().strip()


def test_the_token_alone_is_printed_and_it_opens(people: People) -> None:
    ana = people.new()
    token = token_of(made(ana.username, "--permisos", "read", "--dias", "0"))
    assert token is not None
    assert (token.owner, token.scopes, token.expires_at) == (ana, "read", None)


def test_it_may_see_and_do_for_a_month_unless_something_else_is_said(people: People) -> None:
    token = token_of(made(people.new().username))
    assert token is not None
    assert token.scopes == "read write"
    assert token.expires_at is not None
    assert (token.expires_at - token.created_at).days in {29, 30}


@pytest.mark.parametrize("language", ["es_MX.UTF-8", "en_US.UTF-8"])
def test_what_can_not_be_is_said_in_the_language_of_the_shell(
    people: People, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    monkeypatch.setattr(tokens, "MOST_TOKENS", 0)
    ana = people.new()
    said = []
    for words in (["nadie"], [ana.username, "--dias", "-1"], [ana.username]):
        with pytest.raises(CommandError) as refused:
            made(*words)
        said.append(str(refused.value))
    spanish = language.startswith("es")
    starts = ["No hay", "--dias es", f"«{ana.username}»"]
    if not spanish:
        starts = ["There is no", "--dias is", f"“{ana.username}”"]
    assert [one.startswith(start) for one, start in zip(said, starts, strict=True)] == [True] * 3
