"""Access tokens: made, recognised, revoked.

A token has 256 bits of chance and begins with a word by which people and secret scanners know it.
One that never was, one that has expired and one that was revoked are the same to whoever tries it.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from proyecto.progress.models import AccessToken

PREFIX = "avance_"
TOKEN_BYTES = 32
LONGEST_TOKEN = 100
MOST_TOKENS = 50
# "Last used" is for people: it is not written more often.
USED_EVERY = timedelta(minutes=1)
# How long the administration shows one that was revoked.
KEPT = timedelta(days=90)


class Scope(StrEnum):
    """How far a token reaches: to see, to start and stop, to see and do what its owner may as one
    of the team."""

    READ = "read"
    WRITE = "write"
    STAFF = "staff"


class TooManyTokens(Exception):
    """The person has as many as they may have."""


def make_token(
    owner: Any, name: str, scopes: Iterable[Scope], expires_at: datetime | None = None
) -> tuple[AccessToken, str]:
    """A new token and its text, which is told this once. Raises TooManyTokens."""
    text = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        hold_person(owner)  # who counts at the same time waits
        if open_tokens().filter(owner=owner.pk).count() >= MOST_TOKENS:
            raise TooManyTokens
        token = AccessToken.objects.create(
            owner_id=owner.pk,
            name=name,
            token_hash=_hash(text),
            ending=text[-4:],
            scopes=" ".join(scope for scope in Scope if scope in set(scopes)),
            created_at=timezone.now(),
            expires_at=expires_at,
        )
    return token, text


def hold_person(owner: Any) -> None:
    """Hold everybody else who counts what this person has, until the transaction ends."""
    people = get_user_model()._default_manager.select_for_update(no_key=True)
    people.filter(pk=owner.pk).first()


def token_of(text: str) -> AccessToken | None:
    """The token, with its owner, that this text opens now."""
    if not text.startswith(PREFIX) or len(text) > LONGEST_TOKEN:
        return None
    wanted = _hash(text)
    # Looked for by its hash, which whoever guesses can't steer, and compared all the same.
    found = open_tokens().filter(token_hash=wanted).select_related("owner").first()
    return found if found and constant_time_compare(found.token_hash, wanted) else None


def open_tokens() -> QuerySet[AccessToken]:
    """Those that open: neither expired nor revoked, of an account that is not closed."""
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return AccessToken.objects.filter(alive, revoked_at=None, owner__is_active=True)


def revoke_token(token: AccessToken) -> bool:
    """It opens nothing any more; False where it did not already."""
    left = AccessToken.objects.filter(pk=token.pk, revoked_at=None)
    return bool(left.update(revoked_at=timezone.now()))


def sweep_tokens() -> int:
    """Forget those that were revoked long ago, with the webhooks that ended with them; how many
    rows that were."""
    return AccessToken.objects.filter(revoked_at__lt=timezone.now() - KEPT).delete()[0]


def used(token: AccessToken) -> None:
    """Somebody signed in with it just now."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
