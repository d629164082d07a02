"""The closed words: kinds of task with their phases, states, causes of an end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class TaskName(StrEnum):
    """Every task that has runs; one string in code, Celery, database and docs."""

    PROCESAR_VIDEO = "procesar_video"
    CREAR_MUESTRA = "crear_muestra"
    ENVIAR_EMAIL_BIENVENIDA = "enviar_email_bienvenida"
    ENVIAR_RESUMEN_SEMANAL = "enviar_resumen_semanal"
    ENVIAR_RESUMEN_DIARIO = "enviar_resumen_diario"
    PROCESAR_IMAGEN = "procesar_imagen"
    GENERAR_REPORTE_VENTAS = "generar_reporte_ventas"
    CREAR_PEDIDOS = "crear_pedidos"
    NOTIFICAR_ADMIN = "notificar_admin"
    PROCESAR_PAGO = "procesar_pago"
    LIMPIAR_SESIONES = "limpiar_sesiones"
    VERIFICAR_SUSCRIPCIONES_VENCIDAS = "verificar_suscripciones_vencidas"
    ENVIAR_AVISO_FIN = "enviar_aviso_fin"
    ENTREGAR_WEBHOOK = "entregar_webhook"
    ENVIAR_AVISO_WEBHOOK = "enviar_aviso_webhook"


class TaskState(StrEnum):
    """Where a run stands, in Celery's own words."""

    PENDING = "PENDING"
    STARTED = "STARTED"
    RETRY = "RETRY"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    REVOKED = "REVOKED"


WAITING = frozenset({TaskState.PENDING, TaskState.RETRY})
ENDED = frozenset({TaskState.SUCCESS, TaskState.FAILURE, TaskState.REVOKED})
OPEN = frozenset(TaskState) - ENDED


class Cause(StrEnum):
    """Why a run ended or has to be tried again, other than by success."""

    NONE = ""
    ERROR = "error"
    REJECTED = "rejected"
    TIMEOUT = "timeout"
    WORKER_LOST = "worker_lost"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    RESTARTED = "restarted"


class Milestone(StrEnum):
    """The few moments of a run that are kept for ever and never merged away."""

    QUEUED = "run.queued"
    STARTED = "run.started"
    PHASE = "run.phase"
    OUTPUT = "run.output"
    RETRYING = "run.retrying"
    RESCHEDULED = "run.rescheduled"
    CANCELLING = "run.cancelling"
    SUCCEEDED = "run.succeeded"
    FAILED = "run.failed"
    CANCELLED = "run.cancelled"
    EXPIRED = "run.expired"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is fixed about one kind of task.

    `phases` gives each phase its share of the bar as first declared; measured times replace it.
    `attempts` counts the first try. `time_limit` is in seconds of one attempt; None is the
    project's CELERY_TASK_TIME_LIMIT. One that nobody has begun `expires` seconds after it was due
    is not begun at all. `notice` is what kind of notice the team gets when one fails for good;
    empty: none, the task tells it in its own way. The wait before an attempt doubles, up to
    `backoff_max` seconds; `jitter` is the share of it that chance takes off, so that what failed
    together does not come together. `unit` is what the size of a run counts, which its time grows
    with; empty: runs of this kind have none.
    """

    name: str
    queue: str = "celery"
    phases: Mapping[str, float] = field(default_factory=dict)
    attempts: int = 4
    time_limit: int | None = None
    expires: int | None = None
    notice: str = "run_failed"
    backoff_max: int | None = None
    jitter: float = 0.0
    unit: str = ""


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            TaskName.PROCESAR_VIDEO,
            queue="video",
            phases={
                "analizar": 2,
                "convertir": 84,
                "miniaturas": 3,
                "empaquetar": 3,
                "verificar": 8,
            },
            # Its real bound comes from the film's length; this one is for a stuck process.
            time_limit=24 * 3600,
            # Of all rungs together; of sound alone, see `workers.videojob`.
            unit="megapixels",
        ),
        Kind(TaskName.CREAR_MUESTRA, queue="video", phases={"crear": 9, "guardar": 1}),
        # Eight attempts are twenty minutes: mail servers turn strangers away for some.
        Kind(TaskName.ENVIAR_EMAIL_BIENVENIDA, phases={"preparar": 1, "enviar": 4}, attempts=8),
        Kind(TaskName.ENVIAR_RESUMEN_SEMANAL, phases={"preparar": 1, "enviar": 9}, attempts=8),
        Kind(TaskName.ENVIAR_RESUMEN_DIARIO, phases={"preparar": 1, "enviar": 4}, attempts=8),
        Kind(
            TaskName.PROCESAR_IMAGEN,
            queue="imagenes",
            phases={"leer": 3, "variantes": 6, "guardar": 1},
            time_limit=300,
            expires=3600,
            unit="bytes",
        ),
        Kind(
            TaskName.GENERAR_REPORTE_VENTAS,
            phases={"datos": 35, "calculo": 10, "graficas": 20, "paginas": 30, "guardar": 5},
            unit="orders",
        ),
        Kind(
            TaskName.CREAR_PEDIDOS,
            phases={"clientes": 2, "productos": 1, "pedidos": 97},
            unit="orders",
        ),
        Kind(
            TaskName.NOTIFICAR_ADMIN,
            phases={"preparar": 1, "enviar": 4},
            attempts=8,
            # Never mailed about: see `proyecto.progress.digest`.
            notice="mail_failed",
        ),
        # A gateway that is back after a fault must not meet everybody's retries at once.
        Kind(
            TaskName.PROCESAR_PAGO,
            phases={"preparar": 1, "cobrar": 4},
            time_limit=300,
            backoff_max=600,
            jitter=0.2,
            notice="payment_failed",
        ),
        Kind(TaskName.LIMPIAR_SESIONES, phases={"contar": 1, "borrar": 9}),
        Kind(
            TaskName.VERIFICAR_SUSCRIPCIONES_VENCIDAS,
            phases={"vencer": 3, "avisar": 7},
            attempts=8,
        ),
        # Of what ended hours ago its owner has heard otherwise.
        Kind(
            TaskName.ENVIAR_AVISO_FIN,
            phases={"preparar": 1, "enviar": 4},
            attempts=8,
            expires=6 * 3600,
        ),
        # About a day: 10 s, 20 s, … an hour and a half, three, then every four hours. What can't
        # be delivered is its owner's matter; the team hears of a webhook that is switched off.
        Kind(
            TaskName.ENTREGAR_WEBHOOK,
            phases={"enviar": 1},
            attempts=17,
            time_limit=60,
            backoff_max=4 * 3600,
            jitter=0.2,
            notice="",
        ),
        Kind(TaskName.ENVIAR_AVISO_WEBHOOK, phases={"preparar": 1, "enviar": 4}, attempts=8),
    )
}
