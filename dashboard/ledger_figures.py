"""Figures of the ledger for Prometheus: the same from every web process, read now and then."""

import asyncio
import time
from dataclasses import dataclass, field

from channels.db import database_sync_to_async
from django.db.models import Count
from django.utils import timezone

from dashboard.system.queues import QueueCard, queue_cards
from proyecto.progress.models import TaskRun, Webhook, WebhookDelivery

FRESH_SECONDS = 10.0
# Counting a million runs takes a second: then they are counted once in this many of them.
SHARE = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """`runs` are counted by kind and state, `webhooks` by why they are off ("" is on)."""

    runs: dict[tuple[str, str], int] = field(default_factory=dict)
    queues: list[QueueCard] = field(default_factory=list)
    webhooks: dict[str, int] = field(default_factory=dict)
    undelivered: int = 0


def read() -> Figures:
    """As things are now. Blocking: for a thread."""
    runs = TaskRun.objects.order_by().values_list("task", "state").annotate(n=Count("pk"))
    hooks = Webhook.objects.order_by().values_list("off").annotate(n=Count("pk"))
    return Figures(
        runs={(task, state): n for task, state, n in runs},
        queues=queue_cards(None, {}),
        webhooks=dict(hooks),
        undelivered=WebhookDelivery.objects.filter(state=WebhookDelivery.State.WAITING).count(),
    )


class Kept:
    """The newest figures, read again when they are old; by one reader, however many ask."""

    def __init__(self) -> None:
        self._figures, self._until = Figures(), 0.0
        self._reading = asyncio.Lock()

    async def newest(self) -> Figures:
        """Those that are known."""
        async with self._reading:
            if time.monotonic() >= self._until:
                started = time.monotonic()
                self._figures = await database_sync_to_async(read)()
                took = time.monotonic() - started
                self._until = time.monotonic() + max(FRESH_SECONDS, SHARE * took)
        return self._figures


def age(card: QueueCard) -> float:
    """How long the first one has waited, in seconds."""
    return (timezone.now() - card.oldest).total_seconds() if card.oldest else 0.0
