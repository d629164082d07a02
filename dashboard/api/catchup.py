"""What a program must be given when a subscription begins: all that is newer than what it has.

Beginning and coming back are the same. The subscription hears before this reads, so between the two
nothing is missed.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from msgspec import DecodeError, Struct

from dashboard.access import runs_visible_to
from dashboard.api.follower import Subscription
from dashboard.api.followers import STAFF
from dashboard.api.frames import MOST_RUNS, Gone, Place, Snapshot
from dashboard.api.told import Told, masked, place
from dashboard.api.workers_feed import WORKERS
from dashboard.catchup import IN_FLIGHT, settled
from proyecto.progress.broadcast import event_of
from proyecto.progress.events import Position
from proyecto.progress.models import RunEvent, TaskRun
from proyecto.progress.snapshot import Known, snapshot
from proyecto.progress.vocabulary import OPEN

log = logging.getLogger(__name__)

# Nothing is older. Of moments beyond the calendar no database can be asked.
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
# Of so many runs milestones are read in one query; SQLite takes no condition of a thousand parts.
RUNS_AT_ONCE = 100


@dataclass(slots=True)
class CatchUp:
    """What to send, in order; what the subscription then has; what the hub may learn; and whether
    there are more runs than that."""

    frames: list[Struct | Told] = field(default_factory=list)
    have: dict[str, Position] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    more: bool = False


def catch_up(sub: Subscription, since: dict[str, Place], after: datetime | None) -> CatchUp:
    """Read it. `since` is what the program has of each run, `after` when it was last told that it
    has all. Blocking: for a thread."""
    result = CatchUp()
    if sub.to == WORKERS:  # no event of a run is for it
        return result
    rows = {str(row.pk): row for row in _rows(result, sub, since, after)}
    guest = sub.follower.guest
    for run_id in (sub.runs or since.keys()) - rows.keys():
        result.frames.append(Gone([sub.id], guest.alias if guest else run_id))
    state = snapshot(rows.values())
    kept = _kept(state, since)
    for run_id, row in sorted(rows.items(), key=lambda item: item[1].created_at):
        _one(result, sub, row, state[run_id], since.get(run_id), kept[run_id])
    return result


def _rows(
    result: CatchUp, sub: Subscription, since: dict[str, Place], after: datetime | None
) -> Iterable[TaskRun]:
    visible = runs_visible_to(sub.follower.who)
    if not sub.to:
        return visible.filter(pk__in=sub.runs)
    theirs = visible if sub.to == STAFF else visible.filter(owner=sub.follower.who.pk)
    named = list(theirs.filter(pk__in=list(since)))
    others = theirs.exclude(pk__in=list(since))
    came = _newest(result, others.filter(state__in=OPEN))
    if after is not None:
        # A transaction may commit later than the time that it wrote into its rows.
        begun = min(max(after, FIRST), timezone.now()) - IN_FLIGHT
        came += _newest(result, others.filter(changed_at__gt=begun))
    return [*named, *came]


def _newest(result: CatchUp, rows: QuerySet[TaskRun]) -> list[TaskRun]:
    found = list(rows.order_by("-created_at", "id")[: MOST_RUNS + 1])
    result.more = result.more or len(found) > MOST_RUNS
    return found[:MOST_RUNS]


def _one(
    result: CatchUp,
    sub: Subscription,
    row: TaskRun,
    known: Known,
    have: Place | None,
    kept: list[RunEvent],
) -> None:
    run_id, guest = str(row.pk), sub.follower.guest
    missed = _missed(run_id, known.at, have, kept) if have is not None else None
    result.frames += missed or []
    result.frames.append(
        Snapshot(
            subs=[sub.id],
            run=guest.alias if guest else run_id,
            at=place(known.at),
            live=masked(known.live, guest.alias) if guest else known.live,
            recovered=missed is not None,
            reset=have is not None and missed is None,
        )
    )
    result.have[run_id] = known.at
    if settled(row, known.at.n):
        result.known[run_id] = known


def _kept(state: dict[str, Known], since: dict[str, Place]) -> dict[str, list[RunEvent]]:
    """The milestones of each run after what the program has, up to where the run was read; later
    ones are heard by then. A few queries, however many runs."""
    behind = [run for run in state.keys() & since.keys() if since[run].n < state[run].at.n]
    found: dict[str, list[RunEvent]] = defaultdict(list)
    for first in range(0, len(behind), RUNS_AT_ONCE):
        wanted = Q()
        for run in behind[first : first + RUNS_AT_ONCE]:
            wanted |= Q(run=run, n__gt=since[run].n, n__lte=state[run].at.n)
        for row in RunEvent.objects.filter(wanted).order_by("n"):
            found[str(row.run_id)].append(row)
    return found


def _missed(run_id: str, at: Position, have: Place, kept: list[RunEvent]) -> list[Told] | None:
    """Every milestone after what it has; None where one can't be told any more."""
    try:
        events = [event_of(found) for found in kept]
    except DecodeError as error:  # of another release
        log.warning("run %s can't be resumed: %s", run_id, error)
        return None
    if len(events) != at.n - have.n:
        return None
    return [
        Told(run_id, Position(at.epoch, at.seq, event.n), event, replayed=True) for event in events
    ]
