"""What is answered, as closed types: the OpenAPI document's schemas are made of them.

A reader passes over members that it does not know: more may come.
"""

from datetime import datetime
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from dashboard.api.frames import Place
from dashboard.api.http import webhook_shapes
from proyecto.progress.events import LiveState


class Run(LiveState):
    """A run as it stands, and its place on its number line (see "Positions" in
    docs/websocket-api.md). `result` is there once it is over."""

    at: Place
    result: Any | UnsetType = UNSET


class Runs(Struct):
    """A page of runs, newest first. `next` is the `cursor` of the page after it; empty: none."""

    runs: list[Run]
    next: str


class Milestone(Struct):
    """Something that happened to a run, numbered by `at.n`, with the state right after it."""

    run: str
    at: Place
    kind: str
    time: datetime
    live: LiveState


class Milestones(Struct):
    """In order."""

    milestones: list[Milestone]


class Outcome(Struct):
    """`cancelled`: it waited, and is over. `stopping`: its worker is told. `asked`: it had been
    asked for before."""

    outcome: Literal["cancelled", "stopping", "asked"]


class Kind(Struct):
    """Work that may be started: its name, its title in your language, and the JSON Schema of its
    arguments."""

    task: str
    title: str
    args: dict[str, Any]


class Kinds(Struct):
    """What this token may start."""

    tasks: list[Kind]


class Estado(Struct):
    """Where a run stands, in Celery's words. `resultado` or `error` are there at the end."""

    task_id: str
    estado: str
    listo: bool
    exitoso: bool
    resultado: Any | UnsetType = UNSET
    error: str | UnsetType = UNSET


class File(Struct, omit_defaults=True):
    """A file that can be fetched, with this token. `bytes` where its size is known."""

    kind: str
    url: str
    bytes: int | UnsetType = UNSET


class Video(Struct):
    """A film. `state` follows `run`, the newest run about it; null where there is none."""

    id: int
    title: str
    state: str
    created: datetime
    owner: int
    seconds: float | None
    width: int | None
    height: int | None
    bytes: int
    run: str | None
    files: list[File]


class Videos(Struct):
    """A page of films, newest first."""

    videos: list[Video]
    next: str


class VideoMade(Struct):
    """What became of an upload, and the run that processes it."""

    video: Video
    run: Run


class Image(Struct):
    """A picture of a product, and what was made of it."""

    id: int
    name: str
    processed: bool
    created: datetime
    owner: int
    product: int | None
    width: int | None
    height: int | None
    bytes: int
    run: str | None
    files: list[File]


class Images(Struct):
    """A page of pictures, newest first."""

    images: list[Image]
    next: str


class ImageMade(Struct):
    """What became of an upload, and the run that processes it."""

    image: Image
    run: Run


class Report(Struct):
    """The report of a month ("2026-10"). `figures` are those of its cover, in centavos where they
    are money; empty until it was made once."""

    id: int
    month: str
    state: str
    created: datetime
    owner: int | None
    figures: dict[str, Any]
    run: str | None
    files: list[File]


class Reports(Struct):
    """A page of reports, newest first."""

    reports: list[Report]
    next: str


class ReportAsked(Struct):
    """The report, and the run that makes it."""

    report: Report
    run: Run


class Notice(Struct):
    """One cause that the team should look at, however often it happened."""

    id: int
    kind: str
    severity: str
    sentence: str
    count: int
    first: datetime
    last: datetime
    run: str | None
    acknowledged: datetime | None
    acknowledged_by: str | None
    muted_until: datetime | None
    resolved: datetime | None
    resolved_by: str | None


class Notices(Struct):
    """A page of notices, newest first."""

    notifications: list[Notice]
    next: str


class TokenFacts(Struct):
    """The token that asks."""

    name: str
    ending: str
    expires: datetime | None


class Me(Struct):
    """Who asks."""

    id: int
    username: str
    name: str
    language: str
    time_zone: str
    staff: bool
    scopes: list[str]
    token: TokenFacts


class Check(Struct, omit_defaults=True):
    """Whether a part answers; `reason` why not."""

    ok: bool
    reason: str | UnsetType = UNSET


class Readiness(Struct):
    """Whether this process can do its work."""

    ready: bool
    checks: dict[str, Check]


class Wrong(Struct):
    """What is wrong with one field."""

    field: str
    detail: str


class Problem(Struct):
    """Why something is not done (RFC 9457). `code` is for programs, `detail` for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[Wrong] | UnsetType = UNSET
    scope: str | UnsetType = UNSET
    retry_after: float | UnsetType = UNSET


SHAPES = (
    *(Run, Runs, Milestone, Milestones, Outcome, Kind, Kinds, Estado, File, Video, Videos),
    *(VideoMade, Image, Images, ImageMade, Report, Reports, ReportAsked, Notice, Notices, Me),
    *(Readiness, Problem, *webhook_shapes.SHAPES),
)
