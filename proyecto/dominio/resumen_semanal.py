"""What one person got done in the week that has passed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.utils import timezone

from proyecto.dominio.models import Usuario
from proyecto.dominio.preferencias import zone_of
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskName, TaskState

# What we write to people is nothing that they did.
MAILS = frozenset(
    {
        TaskName.ENVIAR_EMAIL_BIENVENIDA,
        TaskName.ENVIAR_RESUMEN_SEMANAL,
        TaskName.ENVIAR_RESUMEN_DIARIO,
        TaskName.ENVIAR_AVISO_FIN,
        TaskName.ENVIAR_AVISO_WEBHOOK,
    }
)
MOST_LISTED = 5
WEEK = timedelta(days=7)
# Between the first and the last zone whose week it is.
ZONES = timedelta(hours=26)
WORKED: Any = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())


@dataclass(frozen=True, slots=True)
class Semana:
    """Monday to Sunday, in the person's own zone. `seconds` is what the work took."""

    monday: date
    done: int
    failed: int
    cancelled: int
    seconds: float
    videos: int
    reportes: int
    ready: list[TaskRun]
    broken: list[TaskRun]

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)

    @property
    def name(self) -> str:
        """As in ISO 8601: "2026-W47"."""
        return week_name(self.monday)

    @property
    def more(self) -> int:
        """How many that are ready are not listed."""
        return self.done - len(self.ready)


def week_name(day: date) -> str:
    """The week of a day: "2026-W47"; in the first days of January maybe one of the old year."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def last_monday(user: Any, now: datetime | None = None) -> datetime:
    """When the last whole week of a person began, by the clock of their place."""
    local = timezone.localtime(now, zone_of(user)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    return local - timedelta(days=local.weekday()) - WEEK


def readers(now: datetime | None = None) -> QuerySet[Usuario]:
    """Whoever wants the summary, can be reached, and may have done something in that week."""
    now = now or timezone.now()
    busy = TaskRun.objects.filter(finished_at__gte=now - 2 * WEEK - ZONES, finished_at__lt=now)
    return (
        Usuario.objects.filter(is_active=True, resumen_semanal=True, pk__in=busy.values("owner"))
        .exclude(email="")
        .order_by("pk")
    )


def semana(user: Any, now: datetime | None = None) -> Semana | None:
    """The week before this one; None when nothing happened in it."""
    monday = last_monday(user, now)
    # Seven days by the calendar, be they of 23 or 25 hours.
    runs = TaskRun.objects.filter(
        owner=user.pk, finished_at__gte=monday, finished_at__lt=monday + WEEK
    ).exclude(task__in=MAILS)
    done, failed = runs.filter(state=TaskState.SUCCESS), runs.filter(state=TaskState.FAILURE)
    figures = runs.aggregate(
        done=Count("pk", filter=Q(state=TaskState.SUCCESS)),
        failed=Count("pk", filter=Q(state=TaskState.FAILURE)),
        cancelled=Count("pk", filter=Q(state=TaskState.REVOKED)),
        worked=Sum(WORKED),
    )
    if not any(figures.values()):
        return None
    worked = figures.pop("worked") or timedelta()
    return Semana(
        monday=monday.date(),
        seconds=worked.total_seconds(),
        videos=_things(done.filter(task=TaskName.PROCESAR_VIDEO), "video:"),
        reportes=_things(done, "reporte:"),
        ready=_listed(done),
        broken=_listed(failed),
        **figures,
    )


def _things(runs: QuerySet[TaskRun], prefix: str) -> int:
    return runs.filter(subject__startswith=prefix).values("subject").distinct().count()


def _listed(runs: QuerySet[TaskRun]) -> list[TaskRun]:
    return list(runs.order_by("-finished_at", "id")[:MOST_LISTED])
