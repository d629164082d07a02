"""One honest bar from phases with weights.

Within an attempt it never goes back, and it never shows 1000 permille before the end. Pure
functions over `Progress`; times are passed in.
"""

from collections.abc import Mapping
from datetime import datetime

from proyecto.progress.events import PhaseState, Progress
from proyecto.progress.vocabulary import ENDED, WAITING, TaskState

FULL = 1000
ALMOST = FULL - 1


def fresh(weights: Mapping[str, float]) -> Progress:
    """Nothing done yet."""
    return Progress(phases=[PhaseState(name=name, weight=w) for name, w in weights.items()])


def permille(progress: Progress, fraction: float) -> int:
    """The whole bar, when the current phase is `fraction` (0 to 1) done."""
    whole = sum(phase.weight for phase in progress.phases)
    if not whole:
        return min(ALMOST, int(FULL * fraction))
    before = 0.0
    for phase in progress.phases:
        if phase.name == progress.phase:
            before += phase.weight * min(1.0, max(0.0, fraction))
            break
        before += phase.weight
    else:
        before = 0.0
    return min(ALMOST, int(FULL * before / whole))


def enter(progress: Progress, name: str, now: datetime) -> None:
    """Start phase `name`: what stands before it is done, what stands after it waits.

    Raises KeyError for a phase that the task did not declare.
    """
    names = [phase.name for phase in progress.phases]
    if name not in names:
        raise KeyError(f"phase {name!r} is not one of {', '.join(names) or 'none declared'}")
    here = names.index(name)
    for index, phase in enumerate(progress.phases):
        if phase.state == "run" and phase.started is not None:
            phase.seconds = (now - phase.started).total_seconds()
        if index < here:
            phase.state = "done"
        elif index == here:
            phase.state, phase.started, phase.seconds = "run", now, None
        else:
            phase.state, phase.started, phase.seconds = "wait", None, None
    progress.phase = name
    progress.done = progress.total = progress.speed = progress.eta = None
    progress.message = ""


def restart(progress: Progress) -> Progress:
    """The same phases for a new attempt, with the bar where it was: see `ActiveRun.resumed`."""
    weights = {phase.name: phase.weight for phase in progress.phases}
    again = fresh(weights)
    again.permille = min(progress.permille, ALMOST)
    again.preview = progress.preview
    again.facts = progress.facts
    return again


def complete(progress: Progress, now: datetime | None = None) -> Progress:
    """All done."""
    for phase in progress.phases:
        if phase.state == "run" and phase.started is not None and now is not None:
            phase.seconds = (now - phase.started).total_seconds()
        phase.state = "done"
    progress.permille = FULL
    progress.phase, progress.message = "", ""
    progress.speed, progress.eta = None, 0
    progress.low = progress.high = None
    return progress


def settle(progress: Progress, state: TaskState) -> Progress:
    """Make phases and numbers fit a run that does not move."""
    if state == TaskState.SUCCESS or state not in ENDED | WAITING:
        return progress
    for phase in progress.phases:
        if phase.state == "run":
            phase.state = "bad" if state in {TaskState.FAILURE, TaskState.RETRY} else "wait"
    progress.speed = progress.eta = progress.low = progress.high = None
    return progress
