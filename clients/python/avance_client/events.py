"""What is told of a run. Fields that a newer server adds are in `raw` and else passed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SNAPSHOT = "snapshot"
RESET = "reset"
TICK = "run.tick"
ENDED = frozenset({"SUCCESS", "FAILURE", "REVOKED"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a run's number line: keep the last one, and a follower goes on from there."""

    n: int = 0
    epoch: str = ""
    seq: int = 0

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Place":
        """As the server writes it."""
        return cls(int(said["n"]), str(said.get("epoch", "")), int(said.get("seq", 0)))

    def plain(self) -> dict[str, Any]:
        """As the server reads it."""
        return {"epoch": self.epoch, "seq": self.seq, "n": self.n}

    def is_newer_than(self, other: "Place") -> bool:
        """The rule of docs/websocket-api.md, "Positions"."""
        if self.n != other.n:
            return self.n > other.n
        return self.epoch != other.epoch or self.seq > other.seq


@dataclass(frozen=True, slots=True)
class Phase:
    """`state` is wait, run, done or bad; `weight` its share; `seconds` its duration."""

    name: str
    weight: float = 0.0
    state: str = "wait"
    seconds: float | None = None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Phase":
        """From the server's words."""
        weight = float(said.get("weight", 0))
        return cls(
            str(said.get("name", "")), weight, said.get("state", "wait"), said.get("seconds")
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `permille` to 999 until it ends well; `speed` in units of `done` a second;
    `eta` in seconds, very probably between `low` and `high`."""

    permille: int = 0
    phase: str = ""
    phases: tuple[Phase, ...] = ()
    done: float | None = None
    total: float | None = None
    message: str = ""
    speed: float | None = None
    eta: float | None = None
    low: float | None = None
    high: float | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Progress":
        """From the server's words."""
        return cls(
            permille=int(said.get("permille", 0)),
            phase=said.get("phase", ""),
            phases=tuple(map(Phase.of, said.get("phases", ()))),
            message=said.get("message", ""),
            facts=said.get("facts", {}),
            **{name: said.get(name) for name in ("done", "total", "speed", "eta", "low", "high")},
        )


@dataclass(frozen=True, slots=True)
class Live:
    """All that is known of a run at one moment. `state` is Celery's word: PENDING, STARTED, RETRY,
    SUCCESS, FAILURE or REVOKED; `cause` says why it ended otherwise than well."""

    run: str
    task: str
    title: str
    state: str
    cause: str = ""
    subject: str = ""
    attempt: int = 0
    attempts: int = 0
    cancelling: bool = False
    created: datetime | None = None
    started: datetime | None = None
    finished: datetime | None = None
    run_at: datetime | None = None
    error: str = ""
    progress: Progress = field(default_factory=Progress)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Live":
        """From the server's words."""
        return cls(
            run=str(said["run"]),
            task=said.get("task", ""),
            title=said.get("title", ""),
            state=said.get("state", ""),
            cause=said.get("cause", ""),
            subject=said.get("subject", ""),
            attempt=int(said.get("attempt", 0)),
            attempts=int(said.get("attempts", 0)),
            cancelling=bool(said.get("cancelling")),
            created=moment(said.get("created")),
            started=moment(said.get("started")),
            finished=moment(said.get("finished")),
            run_at=moment(said.get("run_at")),
            error=said.get("error", ""),
            progress=Progress.of(said.get("progress") or {}),
            raw=said,
        )

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ENDED

    @property
    def result(self) -> Any:
        """What the task returned; only of a run that was asked for (`Client.run`) and is over."""
        return self.raw.get("result")


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a run, and how it is since then.

    `kind` is a milestone (`run.started`, `run.succeeded` …, numbered by `at.n`), `run.tick`,
    `snapshot` (how it is, without anything new having happened) or `reset` (forget what you had:
    this is the truth). `replayed`: it happened before the follower listened.
    """

    run: str
    kind: str
    at: Place
    live: Live
    time: datetime | None = None
    replayed: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, frame: Mapping[str, Any], kind: str = "") -> "Event":
        """From a frame `event`, or from a `snapshot` under the `kind` that it is told as."""
        return cls(
            run=str(frame["run"]),
            kind=kind or str(frame["kind"]),
            at=Place.of(frame["at"]),
            live=Live.of(frame["live"]),
            time=moment(frame.get("time")),
            replayed=bool(frame.get("replayed")),
            raw=frame,
        )

    @property
    def is_milestone(self) -> bool:
        """Whether it is one of the few moments that are numbered and never lost."""
        return self.kind not in {TICK, SNAPSHOT, RESET}

    @property
    def is_end(self) -> bool:
        """Whether it is the last thing of its run. A follower tells exactly one such event."""
        return self.live.ended


def moment(said: Any) -> datetime | None:
    """A time of the server's; None where it says none."""
    return datetime.fromisoformat(said) if isinstance(said, str) and said else None
