"""What ran since the last working day, for the team."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from proyecto.dominio.resumen_semanal import WORKED
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import WAITING, TaskState

MOST_CAUSES = 20
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Trabajo:
    """One kind of task: how its runs ended, and what they took together."""

    task: str
    done: int
    failed: int
    cancelled: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Fallo:
    """One cause of failures, with the newest run that had it."""

    task: str
    error_code: str
    count: int
    run: TaskRun

    @property
    def error_facts(self) -> dict[str, Any]:
        """For the sentence."""
        facts: dict[str, Any] = self.run.error_facts
        return facts


@dataclass(frozen=True, slots=True)
class Cola:
    """The queue as it is now; `oldest` is when the one that has waited longest was due."""

    running: int
    waiting: int
    scheduled: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Dia:
    """From the morning of `first` to the last moment of `last`, by the project's clock."""

    first: date
    last: date
    trabajos: list[Trabajo]
    fallos: list[Fallo]
    cola: Cola

    @property
    def done(self) -> int:
        """All that went well."""
        return sum(trabajo.done for trabajo in self.trabajos)

    @property
    def failed(self) -> int:
        """All that did not."""
        return sum(trabajo.failed for trabajo in self.trabajos)

    @property
    def seconds(self) -> float:
        """What the work took together."""
        return sum(trabajo.seconds for trabajo in self.trabajos)


def dia(now: datetime | None = None) -> Dia:
    """Yesterday; on a Monday, all since Friday."""
    now = now or timezone.now()
    today = timezone.localtime(now, ZoneInfo(settings.TIME_ZONE)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    since = today - timedelta(days=3 if today.weekday() == MONDAY else 1)
    runs = TaskRun.objects.filter(finished_at__gte=since, finished_at__lt=today)
    return Dia(
        since.date(), today.date() - timedelta(days=1), _trabajos(runs), _fallos(runs), _cola(now)
    )


def _trabajos(runs: QuerySet[TaskRun]) -> list[Trabajo]:
    rows = (
        runs.values("task")
        .annotate(
            done=Count("pk", filter=Q(state=TaskState.SUCCESS)),
            failed=Count("pk", filter=Q(state=TaskState.FAILURE)),
            cancelled=Count("pk", filter=Q(state=TaskState.REVOKED)),
            worked=Sum(WORKED),
        )
        .order_by("task")
    )
    return [
        Trabajo(
            row["task"],
            row["done"],
            row["failed"],
            row["cancelled"],
            (row["worked"] or timedelta()).total_seconds(),
        )
        for row in rows
    ]


def _fallos(runs: QuerySet[TaskRun]) -> list[Fallo]:
    failed = runs.filter(state=TaskState.FAILURE)
    rows = (
        failed.values("task", "error")
        .annotate(count=Count("pk"), newest=Max("finished_at"))
        .order_by("-count", "task", "error")
    )
    return [
        Fallo(
            row["task"],
            row["error"],
            row["count"],
            failed.filter(task=row["task"], error=row["error"]).latest("finished_at"),
        )
        for row in rows[:MOST_CAUSES]
    ]


def _cola(now: datetime) -> Cola:
    waiting = TaskRun.objects.filter(state__in=WAITING)
    later = Q(run_at__gt=now)
    due = waiting.exclude(later)
    return Cola(
        TaskRun.objects.filter(state=TaskState.STARTED).count(),
        due.count(),
        waiting.filter(later).count(),
        due.aggregate(oldest=Min("created_at"))["oldest"],
    )
