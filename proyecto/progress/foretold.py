"""Promises to those that wait: how long it will be until they are done."""

from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.utils import timezone

from proyecto.progress.models import Promise, TaskRun
from proyecto.progress.promises import LEAST_SECONDS
from proyecto.progress.vocabulary import TaskState
from proyecto.progress.waiting import Line, lines, whole

# Whoever waited longer without one, waited for something else than a worker.
NEW = timedelta(seconds=30)
BATCH = 200


def foretell() -> int:
    """Keep what those that have just come to wait are shown; how many. Any number of processes may:
    there is one promise a moment."""
    now = timezone.now()
    new = TaskRun.objects.filter(
        state=TaskState.PENDING, created_at__gte=now - NEW, promises__isnull=True
    )
    rows = new.order_by("created_at").values_list("pk", "task", "queue", "size")
    runs = [(pk, task, queue) for pk, task, queue, size in rows.iterator() if whole(task, size)]
    line_of = lines({queue for _, _, queue in runs})
    made = (_promise(pk, task, line_of[queue], now) for pk, task, queue in runs)
    # Those of which nobody can tell stay, and must not be in the way of the others.
    first = list(islice(filter(None, made), BATCH))
    Promise.objects.bulk_create(first, ignore_conflicts=True)
    return len(first)


def _promise(run_id: UUID, task: str, line: Line, now: datetime) -> Promise | None:
    """What is shown to one that waits; None where nobody can tell, or it is not worth a row."""
    place = line.places.get(str(run_id))
    ends = place.turn.ends if place else None
    if ends is None or ends.mid < LEAST_SECONDS:
        return None
    shown = ends if ends.says_something else None
    return Promise(
        run_id=run_id,
        task=task,
        attempt=0,
        moment=Promise.Moment.QUEUED,
        made_at=now,
        guess=ends.mid,
        low=shown.low if shown else None,
        high=shown.high if shown else None,
    )
