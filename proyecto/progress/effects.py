"""Effects: what is done to the world outside the ledger is done once, whoever comes to do it.

A charge, a mail, a file: PLANNED is committed before it is done, DONE after it, so whoever comes
later knows whether it happened, or that nobody here can know. These are the moves of the table;
`workers.effects` makes them around the act itself.

That it happened is true whoever says it, and for ever. That it did not happen is believed only of
who holds it.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from proyecto.progress import record
from proyecto.progress.models import Effect, TaskRun
from proyecto.progress.vocabulary import TaskState

State, Doubt = Effect.State, Effect.Doubt


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who does it: one attempt of one run."""

    run_id: str
    number: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What the one whose turn it is knows. `unknown`: somebody began with it and was not heard of
    again. `tries` names this turn."""

    state: str
    result: Any
    tries: int
    unknown: bool = False


class Held(Exception):
    """Somebody else is just doing it."""


class Lost(Exception):
    """The attempt does not hold its run any more, or a person wants the run `cancelled`."""

    def __init__(self, cancelled: bool) -> None:
        super().__init__(cancelled)
        self.cancelled = cancelled


def take(key: str, kind: str, facts: dict[str, Any], doubt: str, by: Attempt | None) -> Turn:
    """Take the turn at `key`, committed when this returns; one that is DONE needs none.

    `by` is None for a plain call. Raises `Held` and `Lost`.
    """
    found = Effect.objects.filter(key=key, state=State.DONE).first()
    if found is not None:
        return _turn(found)
    with transaction.atomic(durable=True):
        hold(by)
        mine = {
            "kind": kind,
            "facts": facts,
            "doubt": doubt,
            "run_id": by and by.run_id,
            "attempt": by.number if by else 0,
        }
        planned = {**mine, "planned_at": timezone.now()}
        effect, new = Effect.objects.get_or_create(key=key, defaults=planned)
        if new or effect.state == State.DONE:
            return _turn(effect)
        unknown = effect.state == State.PLANNED
        if unknown and _busy(effect, by):
            raise Held(key)
        if unknown and doubt == Doubt.LEAVE:
            return _turn(effect, unknown)
        changes = mine if unknown else {**planned, "state": State.PLANNED, "result": None}
        seen = Effect.objects.filter(key=key, state=effect.state, tries=effect.tries)
        if not seen.update(tries=F("tries") + 1, **changes):
            raise Held(key)
        return Turn(State.PLANNED, None, effect.tries + 1, unknown)


def hold(by: Attempt | None) -> None:
    """Nothing if this attempt may act, with a whole lease ahead of it; else raise `Lost`."""
    if by is None:
        return
    mine = TaskRun.objects.filter(pk=by.run_id, attempt=by.number, state=TaskState.STARTED)
    until = timezone.now() + record.lease()
    if not mine.filter(cancel_requested_at__isnull=True).update(lease_until=until):
        raise Lost(cancelled=mine.exists())


def done(key: str, result: Any) -> Any:
    """It happened. What is kept of it: of two who did it at once, the first one's word."""
    missing = Effect.objects.filter(key=key).exclude(state=State.DONE)
    missing.update(state=State.DONE, result=result, done_at=timezone.now())
    return Effect.objects.values_list("result", flat=True).get(key=key)


def refused(key: str, tries: int, why: dict[str, Any]) -> Turn:
    """It did not happen in this turn, and the next begins anew; how it stands, for somebody else
    may have done it."""
    mine = Effect.objects.filter(key=key, state=State.PLANNED, tries=tries)
    mine.update(state=State.REFUSED, result=why)
    return _turn(Effect.objects.get(key=key))


def _turn(effect: Effect, unknown: bool = False) -> Turn:
    return Turn(effect.state, effect.result, effect.tries, unknown)


def _busy(effect: Effect, by: Attempt | None) -> bool:
    """Whether another attempt is just doing it: it holds its run, and has a lease. What a plain
    call left behind has nobody who could be asked."""
    if effect.run_id is None or (by is not None and str(effect.run_id) == by.run_id):
        return False
    return TaskRun.objects.filter(
        pk=effect.run_id,
        attempt=effect.attempt,
        state=TaskState.STARTED,
        lease_until__gt=timezone.now(),
    ).exists()
