"""Access tokens: what is kept, what opens, what does not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from proyecto.progress import tokens
from proyecto.progress.models import AccessToken
from proyecto.progress.tokens import Scope, TooManyTokens, make_token, revoke_token, token_of
from tests.stack.people import People


def test_a_token_opens_by_its_text_and_only_a_hash_of_it_is_kept(people: People) -> None:
    token, text = make_token(people.new(), "laptop", [Scope.WRITE, Scope.READ])
    assert token_of(text) == token
    assert token.scopes == "read write"
    row = AccessToken.objects.filter(pk=token.pk).values().get()
    assert text not in map(str, row.values())
    assert text.endswith(row["ending"])


def test_what_expired_was_revoked_or_never_was_opens_nothing(people: People) -> None:
    ana = people.new()
    _, old = make_token(ana, "old", [Scope.READ], timezone.now() - timedelta(seconds=1))
    revoked, gone = make_token(ana, "gone", [Scope.READ])
    assert revoke_token(revoked)
    assert not revoke_token(revoked)
    for text in (old, gone, "", "avance_", tokens.PREFIX + "x" * 43, "x" * 1000):
        assert token_of(text) is None


def test_the_tokens_of_a_closed_account_open_nothing(people: People) -> None:
    ana = people.new()
    _, text = make_token(ana, "laptop", [Scope.READ])
    type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    assert token_of(text) is None


def test_of_those_made_at_the_same_time_no_more_are_made_than_a_person_may_have(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST_TOKENS", 3)
    ana, together = people.new(), Barrier(12)

    def make(number: int) -> bool:
        connection.ensure_connection()
        together.wait()
        try:
            return bool(make_token(ana, str(number), [Scope.READ]))
        except TooManyTokens:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(make, range(12))) == 3
    assert AccessToken.objects.filter(owner=ana).count() == 3


def test_last_used_is_written_once_a_minute(people: People) -> None:
    token, _ = make_token(people.new(), "laptop", [Scope.READ])
    tokens.used(token)
    first = AccessToken.objects.get(pk=token.pk)
    assert first.last_used_at is not None
    tokens.used(first)
    assert AccessToken.objects.get(pk=token.pk).last_used_at == first.last_used_at


def test_a_person_has_so_many_tokens_and_no_more(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST_TOKENS", 1)
    ana = people.new()
    first, _ = make_token(ana, "one", [Scope.READ])
    with pytest.raises(tokens.TooManyTokens):
        make_token(ana, "two", [Scope.READ])
    revoke_token(first)
    make_token(ana, "two", [Scope.READ])


def test_one_that_was_revoked_long_ago_is_forgotten(people: People) -> None:
    ana = people.new()
    rows = [make_token(ana, name, [Scope.READ])[0] for name in ("long ago", "today", "open")]
    revoke_token(rows[0])
    revoke_token(rows[1])
    long_ago = timezone.now() - tokens.KEPT - timedelta(seconds=1)
    AccessToken.objects.filter(pk=rows[0].pk).update(revoked_at=long_ago)
    assert tokens.sweep_tokens() == 1
    assert set(AccessToken.objects.filter(owner=ana.pk)) == set(rows[1:])
