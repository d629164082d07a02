"""The life of a run as its page tells it: each attempt with its steps, and the waits between."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dashboard.cards import PhaseCard, RunCard
from proyecto.progress.events import PhaseState, live_of
from proyecto.progress.models import RunEvent, TaskRun
from proyecto.progress.vocabulary import Milestone

ENDS = {
    Milestone.RETRYING: "bad",
    Milestone.FAILED: "bad",
    Milestone.SUCCEEDED: "done",
    Milestone.CANCELLED: "stopped",
}
# A worker that is free takes what is due at once; that is no wait.
LEAST_WAIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class AttemptCard:
    """One attempt: `state` is run, done, bad or stopped; `waited` the seconds before it, None where
    they are not worth a word; `error` and `error_facts` why it ended."""

    number: int
    worker: str
    waited: float | None
    started: datetime
    ended: datetime | None = None
    state: str = "run"
    error: str = ""
    error_facts: dict[str, Any] = field(default_factory=dict)
    phases: list[PhaseCard] = field(default_factory=list)

    @property
    def seconds(self) -> float | None:
        """How long it took, once over."""
        return (self.ended - self.started).total_seconds() if self.ended else None


@dataclass(frozen=True, slots=True)
class Timeline:
    """`waiting` is since when the run waits for its next attempt, None when it does not. Without
    an attempt, `phases` are those that it will have."""

    attempts: list[AttemptCard]
    waiting: datetime | None
    phases: list[PhaseCard]

    @property
    def several(self) -> bool:
        """Whether attempts have to be told apart."""
        return len(self.attempts) > 1

    @property
    def next(self) -> int:
        """The number of the attempt that it waits for."""
        return self.attempts[-1].number + 1 if self.attempts else 1


def timeline_of(run: TaskRun, card: RunCard, events: Iterable[RunEvent]) -> Timeline:
    """What milestones tell of attempts; of one under way the card knows the newest."""
    attempts: list[AttemptCard] = []
    ready: datetime | None = None
    for event in events:
        begun = bool(attempts)
        if event.type == Milestone.STARTED:
            attempts.append(_begun(event, ready))
        elif event.type in {Milestone.QUEUED, Milestone.RESCHEDULED} and not begun:
            ready = max(event.at, _moment(event.live["run_at"]) or event.at)
        elif event.type == Milestone.RETRYING:
            ready = event.at
        if attempts and attempts[-1].ended is None:
            attempts[-1] = _moved(attempts[-1], event)
    if attempts and attempts[-1].ended is None:
        newest = replace(attempts[-1], phases=card.phases)
        attempts[-1] = replace(newest, worker=newest.worker or run.worker)
    waits = card.state in {"queued", "retrying"}
    return Timeline(attempts, ready if waits else None, card.phases)


def _begun(event: RunEvent, ready: datetime | None) -> AttemptCard:
    waited = (event.at - ready).total_seconds() if ready else 0.0
    return AttemptCard(
        number=event.live["attempt"],
        worker=event.live.get("worker", ""),
        waited=waited if waited >= LEAST_WAIT_SECONDS else None,
        started=event.at,
    )


def _moved(attempt: AttemptCard, event: RunEvent) -> AttemptCard:
    """The attempt after a milestone of its own."""
    live = live_of(event.live)
    ended = event.at if event.type in ENDS else None
    return replace(
        attempt,
        phases=[_phase(phase, ended) for phase in live.progress.phases],
        ended=ended,
        state=ENDS.get(Milestone(event.type), "run") if ended else "run",
        error=live.error if ended else "",
        error_facts=live.error_facts if ended else {},
    )


def _phase(phase: PhaseState, ended: datetime | None) -> PhaseCard:
    """A step; one that the end of its attempt broke off took until then."""
    seconds = phase.seconds
    if seconds is None and ended and phase.started and phase.state in {"bad", "wait"}:
        seconds = (ended - phase.started).total_seconds()
    return PhaseCard(phase.name, phase.state, phase.started, seconds)


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
