"""Webhooks: registered, signed, switched off and on.

Signed as Standard Webhooks has it. The secret is told once, when it is made, and is nowhere to be
read: it is made anew for each message, of the project's key and the salt in the row.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NewType
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from proyecto.outward.address import target_of
from proyecto.progress import tokens
from proyecto.progress.launch import launch
from proyecto.progress.models import AccessToken, TaskRun, Webhook
from proyecto.progress.notices import Severity, notice
from proyecto.progress.tokens import Scope
from proyecto.progress.vocabulary import KINDS, Milestone, TaskName

CheckedUrl = NewType("CheckedUrl", str)

PREFIX = "whsec_"
MOST_WEBHOOKS = 20
# How long a secret that was replaced still counts: receivers learn the new one meanwhile.
OVERLAP = timedelta(days=1)
# Nothing but failures for so long, and nothing more is sent.
PATIENCE = timedelta(days=7)
QUICK = timedelta(seconds=1)
SLOWS_REST = 5
LONGEST_REST = timedelta(hours=1)
ENDS = (Milestone.SUCCEEDED, Milestone.FAILED, Milestone.CANCELLED, Milestone.EXPIRED)
OFF = "webhook_off"


class TooManyWebhooks(Exception):
    """The person has as many as they may have."""


def checked(url: str) -> CheckedUrl:
    """One that may be called. Asks the name service, so it may take long: not in a transaction.
    Raises `outward.address.Refused`."""
    target_of(url, settings.WEBHOOK_NETWORKS)
    return CheckedUrl(url)


def make_webhook(
    owner: Any,
    url: CheckedUrl,
    milestones: Iterable[str] = ENDS,
    tasks: Iterable[str] = (),
    team: bool = False,
    token: AccessToken | None = None,
) -> tuple[Webhook, str]:
    """A new one and its secret, which is told this once. Of `milestones` and `tasks` only known
    words are kept. Raises TooManyWebhooks."""
    with transaction.atomic():
        tokens.hold_person(owner)  # who counts at the same time waits
        if Webhook.objects.filter(owner=owner.pk).count() >= MOST_WEBHOOKS:
            raise TooManyWebhooks
        hook = Webhook.objects.create(
            owner_id=owner.pk,
            token=token,
            url=url,
            salt=_salt(),
            milestones=_known(milestones, Milestone),
            tasks=_known(tasks, tellable()),
            team=team,
            created_at=timezone.now(),
        )
    return hook, secret_of(hook.salt)


def tellable() -> list[str]:
    """The kinds of task of which webhooks tell: all but their own."""
    return [name for name in KINDS if name != TaskName.ENTREGAR_WEBHOOK]


def rotate(hook: Webhook) -> str:
    """A new secret, told this once. The one before signs too, for a day."""
    hook.old_salt, hook.salt = hook.salt, _salt()
    hook.old_until = timezone.now() + OVERLAP
    hook.save(update_fields=["salt", "old_salt", "old_until"])
    return secret_of(hook.salt)


def secret_of(salt: str) -> str:
    """The secret as its owner has it."""
    return PREFIX + base64.b64encode(_key(salt)).decode()


def signature(hook: Webhook, message: str, at: datetime, body: bytes) -> str:
    """What `webhook-signature` says: one signature for each secret that counts."""
    salts = [hook.salt]
    if hook.old_salt and hook.old_until and hook.old_until > at:
        salts.append(hook.old_salt)
    signed = f"{message}.{int(at.timestamp())}.".encode() + body
    digests = (hmac.digest(_key(salt), signed, hashlib.sha256) for salt in salts)
    return " ".join("v1," + base64.b64encode(digest).decode() for digest in digests)


def may_hear(hook: Webhook, run: TaskRun) -> bool:
    """Whether it may be told of a run now: its owner may see it, and whoever made it still may
    act for them."""
    if not hook.owner.is_active:
        return False
    scopes = [str(scope) for scope in Scope]
    if hook.token_id is not None:
        token = tokens.open_tokens().filter(pk=hook.token_id).first()
        if token is None:
            return False
        scopes = token.scopes.split()
    if run.owner_id == hook.owner_id:
        return True
    return bool(hook.team and hook.owner.is_staff and Scope.STAFF in scopes)


def switch_off(hook: Webhook, why: str) -> bool:
    """Nothing more is sent; False where nothing was already. Its owner is told by mail, unless it
    was their wish; of one that fails the team hears, too."""
    on = Webhook.objects.filter(pk=hook.pk, off="")
    with transaction.atomic():
        if not on.update(off=why, off_at=timezone.now()):
            return False
        if why != Webhook.Off.OWNER:
            # Nobody's run: a mail is nothing that its reader waits for.
            launch(TaskName.ENVIAR_AVISO_WEBHOOK, hook.pk, title=host_of(hook))
        if why == Webhook.Off.FAILING and hook.failing_since is not None:
            facts = {
                "host": host_of(hook),
                "who": str(hook.owner),
                "since": hook.failing_since.isoformat(),
            }
            notice(f"{OFF}:{hook.pk}", OFF, Severity.WARNING, facts)
    return True


def switch_on(hook: Webhook) -> None:
    """It is told again of what happens from now on, and has another week."""
    on = {"off": "", "off_at": None, "failing_since": None, "rests_until": None}
    Webhook.objects.filter(pk=hook.pk).update(**on)


def arrived(hook: Webhook, took: timedelta = timedelta()) -> None:
    """Something was delivered. Who is slow about it rests for longer than they took, and leaves
    most of a worker's time to others."""
    rest = timezone.now() + SLOWS_REST * took if took > QUICK else None
    Webhook.objects.filter(pk=hook.pk).update(failing_since=None, rests_until=rest)


def missed(hook: Webhook) -> None:
    """Something was not delivered. It rests for half as long as it has been failing: a receiver
    that is away for a day is called some dozens of times, however much is to be told to it."""
    now = timezone.now()
    Webhook.objects.filter(pk=hook.pk, failing_since=None).update(failing_since=now)
    hook.refresh_from_db(fields=["failing_since"])
    since = hook.failing_since or now
    rest = min((now - since) / 2, LONGEST_REST)
    Webhook.objects.filter(pk=hook.pk).update(rests_until=now + rest)
    if since <= now - PATIENCE:
        switch_off(hook, Webhook.Off.FAILING)


def wake_up(hook: Webhook) -> None:
    """Its owner wants it called now."""
    Webhook.objects.filter(pk=hook.pk).update(rests_until=None)


def host_of(hook: Webhook) -> str:
    """Where it leads, for others than its owner: the rest of a URL may hold a password."""
    return urlsplit(hook.url).netloc


def _known(words: Iterable[str], all_of_them: Iterable[str]) -> list[str]:
    chosen = set(map(str, words))
    return [str(word) for word in all_of_them if str(word) in chosen]


def _salt() -> str:
    return secrets.token_hex(32)


def _key(salt: str) -> bytes:
    return salted_hmac("proyecto.progress.webhooks", salt, algorithm="sha256").digest()
