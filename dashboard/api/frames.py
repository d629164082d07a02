"""The closed frames of the API's sockets. The AsyncAPI document is made of them, and what is
received is read by them; docs/websocket-api.md explains each.

A reader passes over types and fields that it does not know.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from proyecto.progress.events import LiveState

SUBPROTOCOL = "avance.v1"
VERSION = 1
MOST_RUNS = 200
MOST_LISTED = 100
MOST_SINCE = 1000
LARGEST = 2**53 - 1

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Number = Annotated[int, Meta(ge=0, le=LARGEST)]


class Place(Struct, frozen=True):
    """A place on a run's number line: what a client has. See "Positions" in the docs."""

    n: Number
    epoch: Annotated[str, Meta(max_length=64)] = ""
    seq: Number = 0


# --- from the client -----------------------------------------------------------------------


class Operation(Struct, tag_field="op"):
    """What all operations have: an `id` of the client's choice, which the answer bears."""

    id: Id


class Subscribe(Operation, tag="subscribe"):
    """Follow one run (`run`), several (`runs`), or `to` "mine", "staff" or "workers". `since` is
    what the client has of each run, `after` the `time` of the last `live` that it was sent."""

    run: UUID | None = None
    runs: Annotated[list[UUID], Meta(min_length=1)] | None = None
    to: Literal["mine", "staff", "workers"] | None = None
    since: dict[UUID, Place] = {}
    after: Annotated[datetime, Meta(tz=True)] | None = None


class Unsubscribe(Operation, tag="unsubscribe"):
    """Follow no more what the operation with the id `sub` began to."""

    sub: Id


class List(Operation, tag="list"):
    """Runs, newest first: a page of them."""

    state: Literal["", "open", "running", "waiting", "done", "failed", "cancelled"] = ""
    task: Annotated[str, Meta(max_length=100)] = ""
    limit: Annotated[int, Meta(ge=1, le=MOST_LISTED)] = 50
    cursor: Annotated[str, Meta(max_length=200)] = ""


class Cancel(Operation, tag="cancel"):
    """Ask for the end of a run. Needs the scope `write`."""

    run: UUID


class Retry(Operation, tag="retry"):
    """A new run of the same work. Needs the scope `write`."""

    run: UUID


class Start(Operation, tag="start"):
    """Begin work of a kind, with the arguments that its schema asks for. The same `key` again
    within a day gives the same run. Needs the scope `write`."""

    task: Annotated[str, Meta(max_length=100)]
    key: Annotated[str, Meta(min_length=1, max_length=100)]
    args: dict[str, Any] = {}


class Ping(Operation, tag="ping"):
    """Whether the other end still lives."""


Request = Subscribe | Unsubscribe | List | Cancel | Retry | Start | Ping


# --- from the server -----------------------------------------------------------------------


class Frame(Struct, tag_field="type"):
    """What all frames of the server have: a `type`."""


class Limits(Struct):
    """What this socket may do: subscriptions at once, runs in one, bytes of a message, messages
    a minute, sockets of one token (or person) in one server process."""

    subscriptions: int
    runs: int
    message_bytes: int
    messages_per_minute: int
    sockets: int


class Welcome(Frame, tag="welcome"):
    """First thing on every socket. `run` is the one run that a shared link shows. `broker` tells
    whether live numbers come at the moment; without, milestones still do. `beat_seconds`: silence
    of twice as long means a dead connection."""

    version: int
    time: datetime
    who: str
    scopes: list[str]
    run: str | None
    broker: bool
    beat_seconds: float
    limits: Limits


class Ok(Frame, tag="ok", omit_defaults=True):
    """The operation `id` was done."""

    id: str
    run: str | UnsetType = UNSET
    outcome: str | UnsetType = UNSET
    runs: list[Any] | UnsetType = UNSET
    next: str | UnsetType = UNSET


class Error(Frame, tag="error", omit_defaults=True):
    """The operation `id` was not done, and nothing changed. Without `id`: what was received was no
    operation. `message` is for people, in the token owner's language; `code` for programs."""

    code: str
    message: str
    id: str | UnsetType = UNSET
    retry_after: float | UnsetType = UNSET


class Snapshot(Frame, tag="snapshot"):
    """The whole state of one run as it is now, once for each run of a subscription. `recovered`:
    the milestones since what the client had came right before it, each one. `reset`: what the
    client had can't be continued from and is void; this is the truth."""

    subs: list[str]
    run: str
    at: Place
    live: LiveState
    recovered: bool
    reset: bool


class EventFrame(Frame, tag="event"):
    """Something happened to a run: a milestone (`kind` is its name, `at.n` its number) or a tick
    (`kind` is "run.tick"). `live` is the whole state right after it. `replayed`: it happened before
    the subscription began to listen."""

    subs: list[str]
    run: str
    at: Place
    kind: str
    time: datetime
    live: LiveState
    replayed: bool = False


class Live(Frame, tag="live"):
    """All that was missed by a subscription has been told. `time` is what to give as `after` when
    coming back. `more`: it has more runs than are told; ask for the rest by `list`."""

    subs: list[str]
    time: datetime
    more: bool = False


class Gone(Frame, tag="gone"):
    """A run is not there any more, or not for this client."""

    subs: list[str]
    run: str


class WorkerState(Struct):
    """One worker process and what it is busy with."""

    name: str
    up: bool
    slots: int
    busy: int
    queues: list[str]
    runs: list[str]


class QueueState(Struct):
    """One queue: how many runs that are due wait in it, since when the first of them, how many are
    for later, how many are at work, and whether it is paused."""

    name: str
    waiting: int
    later: int
    running: int
    oldest: datetime | None
    paused: bool


class Workers(Frame, tag="workers"):
    """Workers and queues as they are now, whenever that has changed."""

    subs: list[str]
    time: datetime
    workers: list[WorkerState]
    queues: list[QueueState]


class Beat(Frame, tag="beat"):
    """A sign of life."""

    time: datetime


class Broker(Frame, tag="broker"):
    """Live numbers stopped coming, or come again."""

    up: bool


class Bye(Frame, tag="bye"):
    """This server leaves: come back after so many milliseconds. Close code 1012 follows."""

    after_ms: int


FRAMES = (
    Welcome,
    Ok,
    Error,
    Snapshot,
    EventFrame,
    Live,
    Gone,
    Workers,
    Beat,
    Broker,
    Bye,
)
REQUESTS = (Subscribe, Unsubscribe, List, Cancel, Retry, Start, Ping)
