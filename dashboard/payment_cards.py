"""What a page shows of the payment of an order: plain values, no language, no markup."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from dashboard.cards import EventCard, RunCard, event_cards, run_cards
from proyecto.dominio.models import Pedido
from proyecto.dominio.tarjetas import TarjetaDePrueba
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Milestone, TaskName

# How an attempt goes on that has begun, by the milestone that ends it.
ENDS = {
    Milestone.SUCCEEDED: "done",
    Milestone.RETRYING: "bad",
    Milestone.FAILED: "bad",
    Milestone.CANCELLED: "bad",
}
Estado = Pedido.Estado


@dataclass(frozen=True, slots=True)
class AttemptCard:
    """One attempt of the newest payment run: `state` is run, done, bad, or wait for one that is
    still to come at `at`."""

    n: int
    state: str
    at: datetime | None
    error: str = ""
    error_facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaymentCard:
    """`cards` are those that may be chosen; none where a real gateway is named. `run` is the newest
    one that was to charge the order."""

    order: Pedido
    sandbox: bool
    cards: list[str]
    run: RunCard | None
    attempts: list[AttemptCard]

    @property
    def state(self) -> str:
        """paid, cancelled, busy, failed, or open: nobody has tried to charge it."""
        if self.order.estado == Estado.PAGADO:
            return "paid"
        if self.run is not None and not self.run.ended:
            return "busy"
        if self.order.estado == Estado.CANCELADO:
            return "cancelled"
        return "failed" if self.order.estado == Estado.PAGO_FALLIDO else "open"

    @property
    def can_charge(self) -> bool:
        """Whether a person may have it charged now."""
        return self.state in {"open", "failed"} and self.order.total > 0

    @property
    def doubtful(self) -> bool:
        """Whether it may have been charged, and nobody has asked the gateway since."""
        groups = self.run.effects if self.run is not None else []
        return self.can_charge and any(group.will == "ask" for group in groups)

    @property
    def failed_run(self) -> RunCard | None:
        """The run that did not get through, while that is what counts."""
        ended_badly = self.run is not None and self.run.state == "failed"
        return self.run if self.state == "failed" and ended_badly else None


def payment_card(order: Pedido) -> PaymentCard:
    """How the payment of an order stands."""
    mine = TaskRun.objects.filter(subject=order.asunto, task=TaskName.PROCESAR_PAGO)
    newest = mine.select_related("owner").order_by("-created_at").first()
    run = run_cards([newest])[0] if newest is not None else None
    events = event_cards(newest.events.order_by("n")) if newest is not None else []
    return PaymentCard(
        order=order,
        sandbox=settings.PAYMENT_SANDBOX,
        cards=list(TarjetaDePrueba) if settings.PAYMENT_SANDBOX else [],
        run=run,
        attempts=_attempts(events, run),
    )


def payment_about(subject: str) -> PaymentCard | None:
    """The same by the name that runs have for an order."""
    noun, _colon, key = subject.partition(":")
    named = noun == "pedido" and key.isdigit()
    order = Pedido.objects.filter(pk=key).first() if named else None
    return payment_card(order) if order is not None else None


def _attempts(events: Iterable[EventCard], run: RunCard | None) -> list[AttemptCard]:
    found: dict[int, AttemptCard] = {}
    for event in events:
        if event.type == Milestone.STARTED:
            found[event.attempt] = AttemptCard(event.attempt, "run", event.at)
        elif event.type in ENDS and event.attempt in found:
            began = found[event.attempt].at
            found[event.attempt] = AttemptCard(
                event.attempt, ENDS[Milestone(event.type)], began, event.error, event.error_facts
            )
    attempts = list(found.values())
    if run is not None and run.state == "retrying":
        attempts.append(AttemptCard(run.attempt + 1, "wait", run.run_at))
    return attempts
