"""What a page must be given when its socket opens: all that is newer than what it shows.

Connecting and reconnecting are the same. The socket has joined its groups before this reads, so
between the two nothing is missed.
"""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from msgspec import DecodeError

from dashboard.access import runs_visible_to
from dashboard.counts import counts_for
from dashboard.fragments import Look, render
from dashboard.frames import milestone_frame, tick_piece
from dashboard.run_filter import EVERYTHING, RunFilter
from dashboard.subscriber import VIEWS_OF_ALL, VIEWS_OF_ONE, frame_of, leaving
from proyecto.progress.broadcast import event_of
from proyecto.progress.events import Position
from proyecto.progress.models import TaskRun
from proyecto.progress.snapshot import Known, snapshot

log = logging.getLogger(__name__)

# A milestone younger than this may still be on its way to the hub.
IN_FLIGHT = timedelta(seconds=10)
MOST_RUNS = 200


@dataclass(slots=True)
class CatchUp:
    """The frames to send, in order; what the socket then has and its list shows; what the hub may
    learn."""

    frames: list[str] = field(default_factory=list)
    have: dict[str, int] = field(default_factory=dict)
    ticks: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    known: dict[str, Known] = field(default_factory=dict)


def catch_up(
    user: Any,
    look: Look,
    run: str,
    subject: str,
    have: dict[str, int],
    since: datetime,
    asked: RunFilter = EVERYTHING,
) -> CatchUp:
    """Read and render what is newer than `have` (milestone numbers by run), and the runs that
    came after `since`; of a list that was `asked` for some runs only, those that came to fit since
    then, and with which milestone others ceased to. Blocking: for a thread."""
    result = CatchUp()
    visible = runs_visible_to(user)
    rows = {str(row.pk): row for row in _on_page(visible, look, run, subject, have)}
    if look.view in VIEWS_OF_ALL:
        came = _came(asked.narrow(visible, user.pk, look.zone), asked, since)
        newer = came.exclude(pk__in=have).order_by("-created_at")[:MOST_RUNS]
        rows |= {str(row.pk): row for row in newer}
    for gone in have.keys() - rows.keys():
        result.frames.append(frame_of("gone", run=gone))
    state = snapshot(rows.values())
    for run_id, row in sorted(rows.items(), key=lambda item: item[1].created_at):
        mine = row.owner_id == user.pk
        fits = not asked or asked.fits(row.live(), user.pk, look.zone)
        try:
            _one(result, row, state[run_id], have.get(run_id, 0), look, mine, fits)
        except DecodeError as error:  # of another release: the page is not refused for it
            log.warning("run %s is passed over: %s", run_id, error)
    if look.view in VIEWS_OF_ALL:
        result.frames.append(frame_of("counts", c=counts_for(user)))
    return result


def _on_page(
    visible: Any, look: Look, run: str, subject: str, have: dict[str, int]
) -> list[TaskRun]:
    if run:
        return list(visible.filter(pk=run))
    if subject:
        about = visible.filter(subject=subject).order_by("-created_at")
        return list(about[: VIEWS_OF_ONE.get(look.view, 1)])
    return list(visible.filter(pk__in=have))


def _came(runs: Any, asked: RunFilter, since: datetime) -> Any:
    """An old run may come to fit what was asked for; to the list of all only a new one comes."""
    return runs.filter(changed_at__gt=since) if asked else runs.filter(created_at__gt=since)


def _one(
    result: CatchUp, row: TaskRun, known: Known, had: int, look: Look, mine: bool, fits: bool
) -> None:
    run_id = str(row.pk)
    events = [event_of(event) for event in row.events.filter(n__gt=had).order_by("n")]
    for event in events:
        at = Position(known.at.epoch, known.at.seq, event.n)
        html = render(run_id, look) if event is events[-1] else ""
        frame = milestone_frame(run_id, at, event, look, html, mine=mine, replayed=True)
        result.frames.append(frame if fits or not html else leaving(frame))
    if fits or not events:
        result.shown.add(run_id)
    newest = events[-1].n if events else max(had, row.milestone)
    result.have[run_id] = newest
    if not row.ended:
        result.ticks[run_id] = tick_piece(run_id, known)
    if settled(row, newest):
        result.known[run_id] = Known(Position(known.at.epoch, known.at.seq, newest), known.live)


def settled(row: TaskRun, newest: int) -> bool:
    """Whether the hub may learn of a run that was read as it stood at milestone `newest`. Not while
    any of its milestones may be on its way: the hub would take it for an old one, and those who
    have not read it would miss it. It finds such a run by itself."""
    return newest == row.milestone and timezone.now() - row.changed_at >= IN_FLIGHT


def moment(ms: Any) -> datetime:
    """A time given by the page in milliseconds; now, where it makes no sense."""
    try:
        return datetime.fromtimestamp(float(ms) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return timezone.now()
