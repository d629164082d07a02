"""What goes over the page's socket, beside HTML: short JSON frames (docs/architecture.md)."""

import json
import time

from django.utils import translation
from msgspec.structs import replace

from dashboard.fragments import Look
from dashboard.guests import VIEW as GUESTS
from dashboard.sentences import milestone_sentence
from dashboard.subscriber import frame_of
from proyecto.progress.events import Event, Position
from proyecto.progress.snapshot import Known
from proyecto.progress.vocabulary import Cause, Milestone

LEVELS: dict[str, str] = {
    Milestone.SUCCEEDED: "ok",
    Milestone.FAILED: "bad",
    Milestone.RETRYING: "warn",
    Milestone.EXPIRED: "warn",
}


def now_ms() -> int:
    """Wall-clock milliseconds."""
    return int(time.time() * 1000)


def rounded(seconds: float | None) -> int | None:
    """Whole seconds: nobody reads more."""
    return None if seconds is None else round(seconds)


def tick_piece(run_id: str, known: Known) -> str:
    """What ticks of one run.

    The numbers: [id, permille, speed, eta, done, total, preview, epoch, seq, attempt, low, high].
    """
    progress, at = known.live.progress, known.at
    numbers = [
        run_id,
        progress.permille,
        progress.speed,
        progress.eta,
        progress.done,
        progress.total,
        progress.preview,
        at.epoch,
        at.seq,
        known.live.attempt,
        rounded(progress.low),
        rounded(progress.high),
    ]
    return json.dumps(numbers, separators=(",", ":"))


def milestone_frame(
    run_id: str,
    at: Position,
    event: Event,
    look: Look,
    html: str,
    *,
    mine: bool,
    replayed: bool = False,
) -> str:
    """One milestone with the fragment that shows it, and the sentence that says it. `mine`: the
    run is the reader's own, so it concerns them; the team sees everybody's."""
    live = event.live
    level = "warn" if live.cause == Cause.CANCELLED else LEVELS.get(event.type, "info")
    # Why it failed is for who knows the run, not for who was given a link to it.
    known = replace(live, error="", error_facts={}) if look.view == GUESTS else live
    with translation.override(look.language):
        say = milestone_sentence(event.type, known).strip()
    return frame_of(
        "ms",
        run=run_id,
        pos=[at.epoch, at.seq, at.n],
        type=event.type,
        html=html,
        say=say,
        level=level,
        mine=mine,
        replayed=replayed,
    )
