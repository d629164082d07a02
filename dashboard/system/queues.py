"""What the page Sistema shows of each queue: plain values, no language, no markup."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce, TruncMinute
from django.utils import timezone

from proyecto.progress.models import QueuePause, TaskRun
from proyecto.progress.vocabulary import KINDS, OPEN, WAITING, TaskState
from proyecto.progress.workers import Worker

MINUTES = 60
# The box of a sparkline, in its own units; a quiet hour is a line at the bottom.
WIDTH, HEIGHT = 120, 24
MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class QueueCard:
    """`waiting` are due, the first of them since `oldest`; `later` are for later. `slots` is how
    many runs its workers may hold at once, also of other queues; None while nobody knows. `ended`
    are those of the last hour, and `points` their rate as a line."""

    name: str
    waiting: int
    oldest: datetime | None
    later: int
    running: int
    slots: int | None
    ended: int
    points: str
    pause: QueuePause | None

    @property
    def unserved(self) -> bool:
        """Whether it is sure that nobody would take a run of it."""
        return self.slots == 0

    @property
    def age(self) -> timedelta:
        """How long the first one waits."""
        return timezone.now() - self.oldest if self.oldest else timedelta()


def queue_cards(workers: list[Worker] | None, rates: dict[str, list[int]]) -> list[QueueCard]:
    """All queues by name. `workers` are those that are there, None while nobody knows."""
    now = timezone.now()
    rows = {row["queue"]: row for row in _counted(now)}
    pauses = {pause.queue: pause for pause in QueuePause.objects.select_related("by")}
    names = _known() | rows.keys() | pauses.keys()
    for worker in workers or []:
        names |= set(worker.queues)
    return [
        _card(name, rows.get(name, {}), workers, rates.get(name, []), pauses.get(name))
        for name in sorted(names)
    ]


def rates_of(now: datetime) -> dict[str, list[int]]:
    """How many runs ended in each of the last 60 minutes, the oldest first, by queue."""
    start = now.replace(second=0, microsecond=0) - timedelta(minutes=MINUTES - 1)
    # `changed_at` has an index; nothing ends without changing.
    ended = TaskRun.objects.filter(changed_at__gte=start, finished_at__gte=start)
    found: dict[str, list[int]] = {}
    by_minute = ended.order_by().annotate(minute=TruncMinute("finished_at", tzinfo=start.tzinfo))
    for row in by_minute.values("queue", "minute").annotate(count=Count("pk")):
        place = round((row["minute"] - start).total_seconds() / 60)
        line = found.setdefault(row["queue"], [0] * MINUTES)
        if 0 <= place < MINUTES:
            line[place] = row["count"]
    return found


def line(counts: list[int]) -> str:
    """The points of a polyline through these counts."""
    most = max(counts, default=0) or 1
    step = WIDTH / max(1, len(counts) - 1)
    room = HEIGHT - 2 * MARGIN
    return " ".join(
        f"{place * step:.0f},{HEIGHT - MARGIN - count / most * room:.1f}"
        for place, count in enumerate(counts)
    )


def _counted(now: datetime) -> list[dict[str, Any]]:
    due = Q(state__in=WAITING) & (Q(run_at__isnull=True) | Q(run_at__lte=now))
    counted: Any = (
        TaskRun.objects.filter(state__in=OPEN)
        .order_by()
        .values("queue")
        .annotate(
            waiting=Count("pk", filter=due),
            later=Count("pk", filter=Q(state__in=WAITING, run_at__gt=now)),
            running=Count("pk", filter=Q(state=TaskState.STARTED)),
            oldest=Min(Coalesce("run_at", "created_at"), filter=due),
        )
    )
    return list(counted)


def _known() -> set[str]:
    # Not `amqp.queues`, where Celery enters whatever a message was sent to.
    return {queue.name for queue in current_app.conf.task_queues} | {
        kind.queue for kind in KINDS.values()
    }


def _card(
    name: str,
    row: dict[str, Any],
    workers: list[Worker] | None,
    rate: list[int],
    pause: QueuePause | None,
) -> QueueCard:
    serving = [each for each in workers or [] if name in each.queues and not each.draining]
    return QueueCard(
        name=name,
        waiting=row.get("waiting", 0),
        oldest=row.get("oldest"),
        later=row.get("later", 0),
        running=row.get("running", 0),
        slots=None if workers is None else sum(worker.slots for worker in serving),
        ended=sum(rate),
        points=line(rate or [0] * MINUTES),
        pause=pause,
    )
