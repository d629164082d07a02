"""Access tokens on the account's page: made, shown once, revoked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proyecto.progress import tokens
from proyecto.progress.models import AccessToken
from proyecto.progress.tokens import Scope, make_token, token_of
from tests.stack.people import People

NEW = "/cuenta/tokens/"
ASKED = {"nombre": "CI <de la casa>", "scopes": ["write"], "vence": "30"}


def signed_in(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def texts(page: str) -> set[str]:
    return set(re.findall(r"avance_[\w-]{43}", page))


def test_a_token_is_shown_once_and_opens_as_far_as_was_chosen(people: People) -> None:
    ana = people.new()
    client = signed_in(ana)
    answer = client.post(NEW, ASKED)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    (text,) = texts(answer.content.decode())
    token = token_of(text)
    assert token is not None
    assert (token.owner_id, token.scopes, token.name) == (ana.pk, "read write", ASKED["nombre"])
    assert token.expires_at is not None
    assert abs(token.expires_at - timezone.now() - timedelta(days=30)) < timedelta(minutes=5)
    later = client.get("/cuenta/").content.decode()
    assert "CI &lt;de la casa&gt;" in later
    assert f"…{token.ending}" in later
    assert texts(later) == set()


def test_a_token_may_live_for_ever_and_only_see(people: People) -> None:
    answer = signed_in(people.new()).post(NEW, {"nombre": "Ojo", "vence": ""})
    token = token_of(texts(answer.content.decode()).pop())
    assert token is not None
    assert (token.scopes, token.expires_at) == ("read", None)


def test_only_the_team_may_make_one_that_is_of_the_team(people: People) -> None:
    asked = ASKED | {"scopes": ["staff"]}
    person, member = people.new(), people.new(is_staff=True)
    assert 'value="staff"' not in signed_in(person).get("/cuenta/").content.decode()
    assert signed_in(person).post(NEW, asked).status_code == 409
    assert not AccessToken.objects.filter(owner=person).exists()
    assert 'value="staff"' in signed_in(member).get("/cuenta/").content.decode()
    assert signed_in(member).post(NEW, asked).status_code == 200
    assert AccessToken.objects.get(owner=member).scopes == "read staff"


@pytest.mark.parametrize(
    "wrong", [{"nombre": " "}, {"nombre": "x" * 101}, {"vence": "8"}, {"scopes": ["root"]}]
)
def test_what_makes_no_sense_makes_none_and_says_why(people: People, wrong: dict[str, Any]) -> None:
    ana = people.new()
    answer = signed_in(ana).post(NEW, ASKED | wrong)
    assert answer.status_code == 409
    assert 'class="errorlist"' in answer.content.decode()
    assert not AccessToken.objects.filter(owner=ana).exists()


def test_there_is_an_end_to_how_many_somebody_has(people: People, monkeypatch: Any) -> None:
    monkeypatch.setattr(tokens, "MOST_TOKENS", 1)
    client = signed_in(people.new())
    client.post(NEW, ASKED)
    answer = client.post(NEW, ASKED)
    assert answer.status_code == 409
    assert "Revoke one first." in answer.content.decode()


def test_a_revoked_token_opens_nothing_and_is_not_shown_any_more(people: People) -> None:
    ana = people.new()
    token, text = make_token(ana, "Portátil", [Scope.READ])
    client = signed_in(ana)
    client.post(f"{NEW}{token.pk}/revocar/")
    assert token_of(text) is None
    assert "Portátil" not in client.get("/cuenta/").content.decode()


def test_nobody_revokes_or_sees_the_token_of_somebody_else(people: People) -> None:
    token, text = make_token(people.new(), "Ajeno", [Scope.READ])
    member = signed_in(people.new(is_staff=True))
    assert member.post(f"{NEW}{token.pk}/revocar/").status_code == 404
    assert token_of(text) is not None
    assert "Ajeno" not in member.get("/cuenta/").content.decode()


def test_one_that_expired_is_shown_as_such(people: People) -> None:
    ana = people.new()
    make_token(ana, "Viejo", [Scope.READ], timezone.now() - timedelta(days=1))
    assert "expired" in signed_in(ana).get("/cuenta/").content.decode()
