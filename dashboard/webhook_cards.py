"""What the pages of webhooks show: plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dashboard.labels import task_label
from dashboard.webhook_words import LEVELS, MILESTONES, OFF, PROBLEMS, STATES
from proyecto.progress.models import Webhook, WebhookDelivery
from proyecto.progress.tokens import open_tokens


@dataclass(frozen=True, slots=True)
class HookCard:
    """One webhook; `off` says why it is off, empty while it is on. `ended`: with its token, so it
    can't be switched on."""

    id: int
    url: str
    milestones: list[str]
    tasks: list[str]
    team: bool
    by_token: str
    created: datetime
    failing_since: datetime | None
    off: str
    ended: bool


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """One message; `level` is ok, bad, warn or empty."""

    id: UUID
    run: UUID | None
    kind: str
    created: datetime
    state: str
    level: str
    said: str
    attempts: int
    tried: datetime | None
    facts: tuple[str, ...]
    answer: str
    problem: str


def hook_card(hook: Webhook) -> HookCard:
    """Of a row."""
    ended = hook.token_id is not None and not open_tokens().filter(pk=hook.token_id).exists()
    why = "token" if ended else hook.off
    return HookCard(
        id=hook.pk,
        url=hook.url,
        milestones=[str(MILESTONES.get(one, one)) for one in hook.milestones],
        tasks=[task_label(one) for one in hook.tasks],
        team=hook.team,
        by_token=hook.token.name if hook.token else "",
        created=hook.created_at,
        failing_since=hook.failing_since,
        off=str(OFF.get(why, why)),
        ended=ended,
    )


def delivery_cards(rows: Iterable[WebhookDelivery]) -> list[DeliveryCard]:
    """Of rows."""
    return [
        DeliveryCard(
            id=row.pk,
            run=row.run,
            kind=str(MILESTONES.get(row.kind, row.kind)),
            created=row.created_at,
            state=row.state,
            level=LEVELS.get(row.state, ""),
            said=str(STATES.get(row.state, row.state)),
            attempts=row.attempts,
            tried=row.tried_at,
            facts=_facts(row),
            answer=row.answer,
            problem=str(PROBLEMS.get(row.problem, row.problem)),
        )
        for row in rows
    ]


def _facts(row: WebhookDelivery) -> tuple[str, ...]:
    status = f"HTTP {row.status}" if row.status else ""
    took = f"{row.ms} ms" if row.ms is not None else ""
    return tuple(filter(None, (status, took)))
