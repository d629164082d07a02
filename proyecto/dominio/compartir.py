"""Links to one run: made, opened, revoked.

A token has 192 bits of chance. One that never was, one that has expired and one that was revoked
are the same to whoever opens it.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from proyecto.dominio.models import EnlaceCompartido
from proyecto.progress.models import TaskRun

# How long a link may live, by what the form calls it.
SPANS = {
    "hora": timedelta(hours=1),
    "dia": timedelta(days=1),
    "semana": timedelta(days=7),
    "mes": timedelta(days=30),
}
MOST_LIVE = 20
TOKEN_BYTES = 24
LONGEST_TOKEN = 64


class TooMany(Exception):
    """The run has as many links as it may have."""


def share(run: TaskRun, by: Any, span: str) -> tuple[EnlaceCompartido, str]:
    """A new link and its token, which is told this once. Raises KeyError for a span that is none,
    and TooMany."""
    now = timezone.now()
    until = now + SPANS[span]
    if live_links(run).count() >= MOST_LIVE:
        raise TooMany
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = EnlaceCompartido.objects.create(
        run=run, token_hash=_hash(token), created_by=by, created_at=now, expires_at=until
    )
    return link, token


def link_of(token: str) -> EnlaceCompartido | None:
    """The link that a token opens now."""
    if not 0 < len(token) <= LONGEST_TOKEN:
        return None
    wanted = _hash(token)
    # Looked for by its hash, which whoever guesses can't steer, and compared all the same.
    found = open_links().filter(token_hash=wanted).select_related("run").first()
    return found if found and constant_time_compare(found.token_hash, wanted) else None


def open_links() -> QuerySet[EnlaceCompartido]:
    """Those that open: neither expired nor revoked, and made by somebody who may still see the
    run."""
    may = Q(created_by__is_active=True) & (
        Q(created_by__is_staff=True) | Q(created_by=F("run__owner"))
    )
    now = timezone.now()
    return EnlaceCompartido.objects.filter(may, expires_at__gt=now, revoked_at=None)


def live_links(run: TaskRun) -> QuerySet[EnlaceCompartido]:
    """Those of one run, newest first."""
    return open_links().filter(run=run).select_related("created_by")


def revoke(link_id: int) -> bool:
    """It opens nothing any more; False where it did not already."""
    now = timezone.now()
    left = EnlaceCompartido.objects.filter(pk=link_id, revoked_at=None, expires_at__gt=now)
    return bool(left.update(revoked_at=now))


def seen(link_id: int) -> None:
    """Somebody opened it."""
    EnlaceCompartido.objects.filter(pk=link_id).update(
        views=F("views") + 1, last_seen_at=timezone.now()
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
