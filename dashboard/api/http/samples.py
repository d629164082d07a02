"""One of each answer, as it may really come: the examples of the OpenAPI document."""

from datetime import timedelta
from typing import Any

from msgspec import Struct, structs

from dashboard.api.examples import AT, BEGAN, LIVE, NOW, RUN
from dashboard.api.http import shapes
from proyecto.progress.events import plain
from proyecto.progress.vocabulary import Milestone, TaskState

_RUN = shapes.Run(**structs.asdict(LIVE), at=AT)
_LIST = f"1764522000000000.{RUN}"
_VIDEO = shapes.Video(
    id=12,
    title="playa",
    state="procesando",
    created=BEGAN,
    owner=3,
    seconds=60.0,
    width=1920,
    height=1080,
    bytes=48_230_911,
    run=RUN,
    files=[shapes.File("hls", "/api/v1/videos/12/files/hls/master.m3u8")],
)
_IMAGE = shapes.Image(
    id=4,
    name="taza.png",
    processed=True,
    created=BEGAN,
    owner=3,
    product=None,
    width=2400,
    height=1600,
    bytes=3_120_400,
    run=RUN,
    files=[shapes.File("webp", "/api/v1/images/4/files/taza-1200.webp", 91_204)],
)
_REPORT = shapes.Report(
    id=9,
    month="2026-10",
    state="completado",
    created=BEGAN,
    owner=3,
    figures={"ventas": 12_345_600, "pedidos": 40, "promedio": 308_640},
    run=RUN,
    files=[shapes.File("pdf", "/api/v1/reports/9/files/0b0e6c5e/ventas-2026-10.pdf", 91_000)],
)
_NOTICE = shapes.Notice(
    id=31,
    kind="run_failed",
    severity="error",
    sentence="Video processing failed: the disk is full.",
    count=3,
    first=BEGAN - timedelta(hours=2),
    last=NOW,
    run=RUN,
    acknowledged=None,
    acknowledged_by=None,
    muted_until=None,
    resolved=None,
    resolved_by=None,
)
_DONE = structs.replace(_RUN, state=TaskState.SUCCESS, finished=NOW, result={})
_HAPPENED = shapes.Milestone(RUN, AT, Milestone.PHASE, NOW, LIVE)
_REPORT_ARGS = {"type": "object", "properties": {"year": {"type": "integer"}}, "required": ["year"]}
_TOKEN = shapes.TokenFacts("laptop", "Xk3q", NOW + timedelta(days=90))
_READY = {"database": shapes.Check(True), "redis": shapes.Check(False, "timeout")}

_ALL: tuple[Struct, ...] = (
    _DONE,
    shapes.Runs([_RUN], _LIST),
    _HAPPENED,
    shapes.Milestones([_HAPPENED]),
    shapes.Outcome("stopping"),
    shapes.Kinds([shapes.Kind("generar_reporte_ventas", "Sales report", _REPORT_ARGS)]),
    shapes.Estado(RUN, "PROGRESS", listo=False, exitoso=False),
    _VIDEO,
    shapes.Videos([_VIDEO], ""),
    shapes.VideoMade(_VIDEO, _RUN),
    _IMAGE,
    shapes.Images([_IMAGE], ""),
    shapes.ImageMade(_IMAGE, _RUN),
    _REPORT,
    shapes.Reports([_REPORT], ""),
    shapes.ReportAsked(_REPORT, _RUN),
    _NOTICE,
    shapes.Notices([_NOTICE], ""),
    shapes.Me(3, "ana", "Ana Ruiz", "es-mx", "America/Mexico_City", False, ["read"], _TOKEN),
    shapes.Readiness(False, _READY),
    shapes.Problem(
        "urn:avance:problem:bad_request",
        "Bad Request",
        400,
        "An argument is missing, unknown or makes no sense.",
        "bad_request",
        [shapes.Wrong("args.month", "Object missing required field `month`")],
    ),
)
SAMPLES: dict[str, Any] = {type(one).__name__: plain(one) for one in _ALL}
