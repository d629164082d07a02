"""What a page shows of a run or a video: plain values, no language, no markup."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from dashboard.effects import Groups, effects_of
from dashboard.image_cards import ImageCard, images_of
from dashboard.order_cards import orders_href
from dashboard.report_cards import ReportCard, about_report, reports_of
from dashboard.waiting import Waiting, waits_of
from proyecto.dominio.models import Video
from proyecto.progress.events import Position
from proyecto.progress.models import RunEvent, TaskRun
from proyecto.progress.snapshot import Known, snapshot
from proyecto.progress.vocabulary import ENDED, Cause, TaskName, TaskState

ICONS = {
    TaskName.PROCESAR_VIDEO: "video",
    TaskName.CREAR_MUESTRA: "video",
    TaskName.PROCESAR_IMAGEN: "picture",
    TaskName.ENVIAR_EMAIL_BIENVENIDA: "mail",
    TaskName.ENVIAR_RESUMEN_SEMANAL: "mail",
    TaskName.ENVIAR_RESUMEN_DIARIO: "mail",
    TaskName.ENVIAR_AVISO_FIN: "mail",
    TaskName.ENVIAR_AVISO_WEBHOOK: "mail",
    TaskName.CREAR_PEDIDOS: "bag",
    TaskName.PROCESAR_PAGO: "bag",
}
WhyWait = Callable[[list[TaskRun]], dict[str, Waiting]]


@dataclass(frozen=True, slots=True)
class PhaseCard:
    """One step: `state` is wait, run, done or bad; `seconds` how long it took, once over."""

    name: str
    state: str
    started: datetime | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class EventCard:
    """One milestone of the timeline."""

    n: int
    type: str
    at: datetime
    attempt: int
    phase: str
    cause: str
    error: str
    error_facts: dict[str, Any]
    run_at: datetime | None


@dataclass(frozen=True, slots=True)
class VideoCard:
    """A video in the library and around the player."""

    id: int
    title: str
    estado: str
    href: str
    playable: bool
    seconds: float | None
    width: int | None
    height: int | None
    bytes: int
    created: datetime
    owner_name: str
    hls_url: str | None
    mp4_url: str | None
    poster_url: str | None
    sprite_url: str | None
    vtt_url: str | None
    run: "RunCard | None" = None


@dataclass(frozen=True, slots=True)
class RunCard:
    """A run in a list or on its own page. `state` is what a person understands: queued,
    scheduled, running, retrying, cancelling, done, failed, cancelled or expired."""

    id: str
    task: str
    kind: str
    title: str
    href: str
    state: str
    cause: str
    attempt: int
    attempts: int
    permille: int
    phases: list[PhaseCard]
    phase: str
    done: float | None
    total: float | None
    message: str
    speed: float | None
    low: float | None
    high: float | None
    facts: dict[str, Any]
    created: datetime
    started: datetime | None
    finished: datetime | None
    run_at: datetime | None
    error_code: str
    error_facts: dict[str, Any]
    detail: str
    result: Any
    pos: Position
    preview_url: str | None
    poster_url: str | None
    subject_href: str | None
    can_cancel: bool
    can_retry: bool
    owner_name: str
    published: bool
    events: list[EventCard] = field(default_factory=list)
    video: VideoCard | None = None
    waiting: Waiting | None = None
    report: ReportCard | None = None
    image: ImageCard | None = None
    # What was done to the world outside, where the run can be tried again.
    effects: Groups = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"done", "failed", "cancelled", "expired"}

    @property
    def can_move(self) -> bool:
        """Whether it has a time that a person may change."""
        return self.state == "scheduled"

    @property
    def can_hurry(self) -> bool:
        """Whether its next attempt need not wait."""
        return self.state == "retrying" and self.run_at is not None


def run_cards(runs: Iterable[TaskRun], why_wait: WhyWait = waits_of) -> list[RunCard]:
    """Cards of many runs: one round trip to the live store, one query for their videos."""
    rows = list(runs)
    known = snapshot(rows)
    videos, images = _videos_of(rows), images_of(rows)
    effects = effects_of(run for run in rows if run.ended and run.state != TaskState.SUCCESS)
    cards = [
        _about_image(
            run_card(run, known[str(run.pk)], videos.get(run.subject), effects.get(str(run.pk))),
            images.get(run.subject),
        )
        for run in rows
    ]
    reports, waits = reports_of(rows), why_wait(rows)
    return [
        replace(about_report(card, reports.get(run.subject)), waiting=waits.get(card.id))
        for card, run in zip(cards, rows, strict=True)
    ]


def run_card(
    run: TaskRun, known: Known, video: Video | None = None, effects: Groups | None = None
) -> RunCard:
    """One run from its row, what is known of it now, and the video that it is about."""
    live, how_far = known.live, known.live.progress
    about = video_card(video) if video else None
    return RunCard(
        id=live.run,
        task=live.task,
        kind=ICONS.get(TaskName(live.task), "task") if live.task in ICONS else "task",
        title=video.titulo if video else live.title,
        href=reverse("tarea", args=[live.run]),
        state=shown_state(known),
        cause=live.cause,
        attempt=live.attempt,
        attempts=live.attempts,
        permille=how_far.permille,
        phases=[PhaseCard(p.name, p.state, p.started, p.seconds) for p in how_far.phases],
        phase=how_far.phase,
        done=how_far.done,
        total=how_far.total,
        message=how_far.message,
        speed=how_far.speed,
        low=how_far.low,
        high=how_far.high,
        facts=how_far.facts,
        created=live.created,
        started=live.started,
        finished=live.finished,
        run_at=live.run_at,
        error_code=live.error,
        error_facts=live.error_facts,
        detail=run.detail,
        result=run.result,
        pos=known.at,
        preview_url=preview_url(live.run, how_far.preview) if live.state not in ENDED else None,
        poster_url=about.poster_url if about else None,
        subject_href=about.href if about else orders_href(run.subject),
        can_cancel=live.state not in ENDED and not live.cancelling,
        can_retry=live.state in {TaskState.FAILURE, TaskState.REVOKED}
        and live.cause != Cause.REJECTED,
        owner_name=str(run.owner) if run.owner else "",
        published=run.published_at is not None or run.state != TaskState.PENDING,
        video=about,
        effects=effects or [],
    )


def event_cards(events: Iterable[RunEvent]) -> list[EventCard]:
    """The timeline of one run."""
    return [_event_card(event) for event in events]


def video_card(video: Video, run: RunCard | None = None) -> VideoCard:
    """One video, with the run that is busy with it."""
    return VideoCard(
        id=video.pk,
        title=video.titulo,
        estado=video.estado,
        href=reverse("video", args=[video.pk]),
        playable=video.reproducible,
        seconds=video.duracion,
        width=video.ancho,
        height=video.alto,
        bytes=video.bytes_original,
        created=video.creado,
        owner_name=str(video.propietario),
        hls_url=_output(video, "hls"),
        mp4_url=_output(video, "mp4") or _output(video, "m4a"),
        poster_url=_output(video, "poster"),
        sprite_url=_output(video, "sprite"),
        vtt_url=_output(video, "vtt"),
        run=run,
    )


def preview_url(run_id: str, version: int) -> str | None:
    """The picture of the frame that is being encoded; a new address for each."""
    return f"{reverse('vista', args=[run_id])}?v={version}" if version else None


def shown_state(known: Known) -> str:
    """The one word that a person reads."""
    live = known.live
    if live.state in ENDED:
        if live.cause == Cause.EXPIRED:
            return "expired"
        return {"SUCCESS": "done", "FAILURE": "failed", "REVOKED": "cancelled"}[live.state]
    if live.cancelling:
        return "cancelling"
    if live.state == TaskState.STARTED:
        return "running"
    if live.state == TaskState.RETRY:
        return "retrying"
    return "scheduled" if live.run_at and live.run_at > timezone.now() else "queued"


def _output(video: Video, name: str) -> str | None:
    path = video.salidas.get(name)
    return reverse("media", args=[video.pk, path]) if path else None


def _about_image(card: RunCard, image: ImageCard | None) -> RunCard:
    if image is None:
        return card
    thumbnail = image.thumbnail.url if image.thumbnail else None
    return replace(card, image=image, subject_href=image.href, poster_url=thumbnail)


def _videos_of(runs: list[TaskRun]) -> dict[str, Video]:
    keys = [run.subject.partition(":")[2] for run in runs if run.subject.startswith("video:")]
    found = Video.objects.filter(pk__in=keys).select_related("propietario")
    return {video.asunto: video for video in found}


def _event_card(event: RunEvent) -> EventCard:
    live = event.live
    at = live["run_at"]
    return EventCard(
        n=event.n,
        type=event.type,
        at=event.at,
        attempt=live["attempt"],
        phase=live["progress"]["phase"],
        cause=live["cause"],
        error=live["error"],
        error_facts=live["error_facts"],
        run_at=datetime.fromisoformat(at) if at else None,
    )
