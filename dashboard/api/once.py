"""A key that a client gives with what it asks for: asked twice, it is done once.

The key is a row, written in the transaction of the deed. So it is there exactly if the deed is
done, and of two that come at once the second waits for the first and is given its answer. What was
refused has left nothing, and may be asked for again with the same key.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.api.caller import Caller
from dashboard.api.errors import ApiError, Code
from proyecto.progress.models import IdempotencyKey, TaskRun

KEPT = timedelta(hours=24)
LONGEST_KEY = 200


@dataclass(slots=True)
class Deed:
    """What was done: an HTTP status and what is answered, as JSON, or the run that was begun.
    `again`: it had been done before."""

    body: Any = None
    status: int = 200
    run: TaskRun | None = None
    again: bool = False


def once(caller: Caller, key: str, asked: Any, do: Callable[[], Deed]) -> Deed:
    """Have `do` done in a transaction, unless this person had it done with the same key within a
    day. `asked` is what makes it the same (JSON). Without a key it is done every time. Raises
    ApiError."""
    with transaction.atomic():
        if not key:
            return do()
        # What was answered to one of the team is not told to a token that reaches less far.
        fingerprint = _hash([caller.is_staff, asked])
        row, new = _row(caller, _checked(key), fingerprint)
        if not new:
            return _done_before(row, fingerprint)
        deed = do()
        row.status, row.answer, row.run = deed.status, deed.body, deed.run
        row.save(update_fields=["status", "answer", "run"])
    return deed


def sweep_keys() -> int:
    """Forget those that count no more; how many that were."""
    return IdempotencyKey.objects.filter(created_at__lte=timezone.now() - KEPT).delete()[0]


def _row(caller: Caller, key: str, fingerprint: str) -> tuple[IdempotencyKey, bool]:
    now = timezone.now()
    mine = IdempotencyKey.objects.filter(owner=caller.pk, key=key)
    mine.filter(created_at__lte=now - KEPT).delete()
    return IdempotencyKey.objects.get_or_create(
        owner_id=caller.pk, key=key, defaults={"fingerprint": fingerprint, "created_at": now}
    )


def _done_before(row: IdempotencyKey, fingerprint: str) -> Deed:
    if row.fingerprint != fingerprint:
        raise ApiError(Code.CONFLICT, _("This key was used for something else."))
    return Deed(row.answer, row.status, row.run, again=True)


def _checked(key: str) -> str:
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        sentence = _("The key may have at most %(n)d characters, of ASCII.") % {"n": LONGEST_KEY}
        raise ApiError(Code.BAD_REQUEST, sentence, field="key")
    return key


def _hash(asked: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(asked, order="sorted")).hexdigest()
