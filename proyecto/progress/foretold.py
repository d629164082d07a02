"""Promises to those that wait: how long it will be until they are done."""

from datetime import timedelta
from itertools import islice

from django.utils import timezone

from proyecto.progress.models import Promise, TaskRun
from proyecto.progress.promises import LEAST_SECONDS
from proyecto.progress.vocabulary import TaskState
from proyecto.progress.waiting import lines, whole

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
    # Before they are counted: those of which nobody can tell stay, and must not be in the way.
    known = (run for run in new.order_by("created_at").iterator() if whole(run.task, run.size))
    runs = list(islice(known, BATCH))
    line_of = lines({run.queue for run in runs})
    made = []
    for run in runs:
        place = line_of[run.queue].places.get(str(run.pk))
        ends = place.turn.ends if place else None
        if ends is None or ends.mid < LEAST_SECONDS:
            continue
        shown = ends if ends.says_something else None
        made.append(
            Promise(
                run=run,
                task=run.task,
                attempt=0,
                moment=Promise.Moment.QUEUED,
                made_at=now,
                guess=ends.mid,
                low=shown.low if shown else None,
                high=shown.high if shown else None,
            )
        )
    Promise.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)
