"""One of each frame, as it may really come: shown in the documents, and held to the schemas."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from dashboard.api import frames
from dashboard.api.errors import Code
from dashboard.api.frames import Place
from proyecto.progress.events import LiveState, PhaseState, Progress
from proyecto.progress.vocabulary import Milestone, TaskName, TaskState

RUN = "0b0e6c5e-5c1f-4f5e-9d39-2c6f1e5b7a10"
BEGAN = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
NOW = BEGAN + timedelta(seconds=41)
EPOCH = "5f3a9c01d2e4-19ab3c"
AT = Place(7, EPOCH, 41)

LIVE = LiveState(
    run=RUN,
    task=TaskName.PROCESAR_VIDEO,
    title="playa.mp4",
    subject="video:12",
    owner=3,
    state=TaskState.STARTED,
    cause="",
    attempt=1,
    attempts=4,
    cancelling=False,
    created=BEGAN,
    started=BEGAN + timedelta(seconds=1),
    finished=None,
    run_at=None,
    error="",
    error_facts={},
    progress=Progress(
        permille=412,
        phase="convertir",
        phases=[
            PhaseState("analizar", 2.0, "done", BEGAN + timedelta(seconds=1), 1.5),
            PhaseState("convertir", 84.0, "run", BEGAN + timedelta(seconds=3)),
        ],
        done=24.5,
        total=60.0,
        speed=0.65,
        eta=58.0,
        low=49.0,
        high=66.0,
    ),
)

FRAMES: dict[type, Any] = {
    type(frame): frame
    for frame in (
        frames.Welcome(
            frames.VERSION,
            NOW,
            "ana",
            ["read", "write"],
            run=None,
            broker=True,
            beat_seconds=15.0,
            limits=frames.Limits(32, frames.MOST_RUNS, 64 * 1024, 600, 20),
        ),
        frames.Ok("c1", outcome="stopping"),
        frames.Error(Code.TOO_MANY, "Más despacio, por favor.", "c2", retry_after=12.0),
        frames.Snapshot(["s1"], RUN, AT, LIVE, recovered=True, reset=False),
        frames.EventFrame(["s1"], RUN, AT, Milestone.PHASE, NOW, LIVE),
        frames.Live(["s1"], NOW),
        frames.Gone(["s1"], RUN),
        frames.Workers(
            ["w1"],
            NOW,
            [frames.WorkerState("video@uno", True, 2, 1, ["video"], [RUN])],
            [frames.QueueState("video", 3, 0, 1, NOW, False)],
        ),
        frames.Beat(NOW),
        frames.Broker(up=False),
        frames.Bye(1200),
    )
}
REQUESTS: dict[type, Any] = {
    type(request): request
    for request in (
        frames.Subscribe("s1", run=UUID(RUN), since={UUID(RUN): AT}),
        frames.Unsubscribe("u1", sub="s1"),
        frames.List("l1", state="open", limit=20),
        frames.Cancel("c1", run=UUID(RUN)),
        frames.Retry("r1", run=UUID(RUN)),
        frames.Start(
            "n1", TaskName.GENERAR_REPORTE_VENTAS, "octubre-2026", {"mes": 10, "anio": 2026}
        ),
        frames.Ping("p1"),
    )
}


def example(kind: type) -> dict[str, Any]:
    """Of a type of frame, as JSON would hold it; what a request leaves out is left out."""
    if kind in FRAMES:
        return msgspec.to_builtins(FRAMES[kind])
    request = REQUESTS[kind]
    said = {
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if field.required or getattr(request, field.name) != default_of(field)
    }
    told = msgspec.to_builtins(request, str_keys=True)
    return {name: value for name, value in told.items() if name in said | {"op"}}


def default_of(field: Any) -> Any:
    """What a field is when nothing is said."""
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default
