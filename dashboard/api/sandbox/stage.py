"""What a script is written with: a run that goes on by itself, second by second.

Nothing here knows what time it is. Played from the same beginning, a script says the same again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from msgspec.structs import replace

from proyecto.progress.events import TICK, LiveState, PhaseState, Progress
from proyecto.progress.vocabulary import Cause, Milestone, TaskState

# Name and seconds of each phase; the seconds are its weight too.
PHASES = (("leer", 1.0), ("convertir", 4.0), ("guardar", 1.0))
WORK = sum(seconds for _name, seconds in PHASES)
TICK_SECONDS = 0.25
ATTEMPTS = 3
MOST_PERMILLE = 999


@dataclass(frozen=True, slots=True)
class Moment:
    """A milestone or a tick, `at` seconds after the beginning. Without `kind` nobody is told: the
    ledger was put back, to what it says in the next `era`."""

    at: float
    kind: str
    n: int
    seq: int
    era: int
    live: LiveState

    @property
    def milestone(self) -> bool:
        """Whether it counts."""
        return self.kind not in {TICK, ""}


@dataclass(frozen=True, slots=True)
class Cue:
    """Something befalls whoever follows then: the connection breaks (`cut`), is closed with a code
    (`close`), the server leaves and says when to come back (`bye`, in milliseconds), the broker is
    `away` (1) or back (0), or the run is `gone`."""

    at: float
    act: Literal["cut", "close", "bye", "away", "gone"]
    value: int = 0


class Stage:
    """One run of `task`, from `began`; times in it are `speed` times as near to each other."""

    def __init__(self, run: str, task: str, began: datetime, speed: float) -> None:
        self._began, self._speed = began, speed
        self.items: list[Moment | Cue] = []
        self._at = 0.0
        self._n = self._seq = self._era = 0
        self._done = 0.0
        self.live = LiveState(
            run=run,
            task=task,
            title=f"sandbox: {task}",
            subject="",
            owner=None,
            state=TaskState.PENDING,
            cause="",
            attempt=0,
            attempts=ATTEMPTS,
            cancelling=False,
            created=began,
            started=None,
            finished=None,
            run_at=None,
            error="",
            error_facts={},
            progress=Progress(phases=[PhaseState(name, seconds) for name, seconds in PHASES]),
        )
        self._milestone(Milestone.QUEUED)

    # --- what a script says ----------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Nothing happens."""
        self._at += seconds

    def begin(self) -> None:
        """A worker takes it; what an attempt before did is done again."""
        self._done = 0.0
        phases = [PhaseState(name, seconds) for name, seconds in PHASES]
        self._is(
            state=TaskState.STARTED,
            attempt=self.live.attempt + 1,
            started=self._now,
            run_at=None,
            cause="",
            error="",
            progress=Progress(phases=phases),
        )
        self._milestone(Milestone.STARTED)

    def work(self, name: str, share: float = 1.0, *, slower: float = 1.0) -> None:
        """A phase, or the first `share` of it."""
        self._enter(name)
        self._milestone(Milestone.PHASE)
        self.go_on(dict(PHASES)[name] * share, slower=slower)

    def go_on(self, seconds: float, *, slower: float = 1.0) -> None:
        """The phase it is in goes on."""
        for _tick in range(round(seconds / TICK_SECONDS)):
            self.wait(TICK_SECONDS * slower)
            self._done += TICK_SECONDS
            self._far()
            self._tell(TICK)

    def output(self, **facts: Any) -> None:
        """Part of the result can be used."""
        self._is(progress=replace(self.live.progress, facts=facts))
        self._milestone(Milestone.OUTPUT)

    def retry(self, seconds: float, cause: Cause = Cause.WORKER_LOST) -> None:
        """The attempt failed; the next one waits so long."""
        again = self._now + timedelta(seconds=seconds / self._speed)
        self._is(state=TaskState.RETRY, cause=cause, run_at=again)
        self._milestone(Milestone.RETRYING)
        self.wait(seconds)

    def succeed(self) -> None:
        """It is done."""
        phases = [replace(phase, state="done") for phase in self.live.progress.phases]
        done = replace(self.live.progress, phases=phases, permille=1000, eta=None, speed=None)
        self._end(TaskState.SUCCESS, Milestone.SUCCEEDED, progress=done)

    def fail(self, error: str, **facts: Any) -> None:
        """It ends, and is not tried again."""
        now = self.live.progress.phase
        phases = [
            replace(phase, state="bad") if phase.name == now else phase
            for phase in self.live.progress.phases
        ]
        stopped = replace(self.live.progress, phases=phases, eta=None, speed=None)
        self._end(
            TaskState.FAILURE,
            Milestone.FAILED,
            cause=Cause.REJECTED,
            error=error,
            error_facts=facts,
            progress=stopped,
        )

    def skip(self, count: int) -> None:
        """So many ticks are never told."""
        self._seq += count

    def cue(self, act: Any, value: int = 0) -> None:
        """See `Cue`."""
        self.items.append(Cue(self._at, act, value))

    def restore(self, moment: Moment) -> None:
        """The ledger is put back to what it said at a moment before."""
        self._era += 1
        self._n, self.live = moment.n, moment.live
        self._done = self.live.progress.done or 0.0
        self._tell("")

    # --- what that makes -------------------------------------------------------------------

    @property
    def _now(self) -> datetime:
        return self._began + timedelta(seconds=self._at / self._speed)

    def _enter(self, name: str) -> None:
        phases = []
        for phase in self.live.progress.phases:
            if phase.name == name:
                phases.append(replace(phase, state="run", started=self._now))
            elif phase.state == "run" and phase.started is not None:
                took = (self._now - phase.started).total_seconds()
                phases.append(replace(phase, state="done", seconds=took))
            else:
                phases.append(phase)
        self._is(progress=replace(self.live.progress, phase=name, phases=phases))
        self._far()

    def _far(self) -> None:
        left = (WORK - self._done) / self._speed
        self._is(
            progress=replace(
                self.live.progress,
                permille=int(MOST_PERMILLE * self._done / WORK),
                done=self._done,
                total=WORK,
                speed=self._speed,
                eta=left,
                low=0.8 * left,
                high=1.25 * left,
            )
        )

    def _end(self, state: TaskState, kind: Milestone, **facts: Any) -> None:
        self._is(state=state, finished=self._now, **facts)
        self._milestone(kind)

    def _is(self, **facts: Any) -> None:
        self.live = replace(self.live, **facts)

    def _milestone(self, kind: Milestone) -> None:
        self._n += 1
        self._tell(kind)

    def _tell(self, kind: str) -> None:
        self._seq += 1
        moment = Moment(self._at, kind, self._n, self._seq, self._era, self.live)
        self.items.append(moment)


def cancelled(items: list[Moment | Cue], at: float, now: datetime, took: float) -> list[Any]:
    """What becomes of a run that somebody cancels `at` seconds after its beginning, which is `now`;
    a worker takes `took` seconds to hear of it."""
    before = [item for item in items if item.at <= at]
    last = [item for item in before if isinstance(item, Moment)][-1]
    waits = last.live.state != TaskState.STARTED
    if not waits:
        live = replace(last.live, cancelling=True)
        last = Moment(at, Milestone.CANCELLING, last.n + 1, last.seq + 1, last.era, live)
        before.append(last)
    over = now if waits else now + timedelta(seconds=took)
    live = replace(
        last.live,
        state=TaskState.REVOKED,
        cause=Cause.CANCELLED,
        cancelling=False,
        finished=over,
        run_at=None,
    )
    end = at if waits else at + took
    before.append(Moment(end, Milestone.CANCELLED, last.n + 1, last.seq + 1, last.era, live))
    return before
