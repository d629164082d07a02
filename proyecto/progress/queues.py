"""The queues that somebody serves, where a run on any other would wait for ever; and holding one
back.

A pause is a row. It is asked for by the same statement that gives a run to a worker, so no message
to a worker can be lost or late: what has begun goes on, and nothing begins.
"""

from collections.abc import Collection
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone

from proyecto.progress import actions
from proyecto.progress.models import QueuePause, TaskRun
from proyecto.progress.teller import tell
from proyecto.progress.vocabulary import KINDS, WAITING
from proyecto.progress.wake import UNSENT, unsent

# So many are woken at once when a queue goes on; the rescuer wakes the others.
AT_ONCE = 200


class UnknownQueue(ValueError):
    """No worker of this project is told to serve it."""


def known(queue: str) -> bool:
    """Whether it stands in CELERY_TASK_QUEUES, or a kind of task is at home there."""
    at_home = {kind.queue for kind in KINDS.values()}
    return queue in current_app.amqp.queues or queue in at_home


def checked(queue: str) -> str:
    """The queue itself. Raises UnknownQueue, with those that there are."""
    if known(queue):
        return queue
    names = ", ".join(sorted(current_app.amqp.queues))
    raise UnknownQueue(f"no worker serves the queue {queue!r}; there are {names}")


def pauses_of(queues: Collection[str]) -> dict[str, QueuePause]:
    """Since when and by whom those of them that are held back are."""
    return QueuePause.objects.select_related("by").in_bulk(queues)


def pause(queue: str, by: Any) -> QueuePause | None:
    """Have nothing of it begin any more; what has begun goes on. None where it was so already.
    Raises UnknownQueue."""
    row = {"at": timezone.now(), "by": by}
    with transaction.atomic():
        held, new = QueuePause.objects.get_or_create(queue=checked(queue), defaults=row)
        if not new:
            return None
        actions.note(by, "queue.pause", queue)
    return held


def resume(queue: str, by: Any) -> bool:
    """Have its runs begin again, those that are due at once; False where it was not held back."""
    with transaction.atomic():
        if not QueuePause.objects.filter(queue=queue).delete()[0]:
            return False
        waiting = TaskRun.objects.filter(queue=queue, state__in=WAITING)
        # What a worker was sent in the meantime, it has put aside.
        waiting.update(**UNSENT)
        due = waiting.filter(unsent(timezone.now())).order_by("created_at")
        for run_id in due.values_list("pk", flat=True)[:AT_ONCE]:
            transaction.on_commit(partial(tell, run_id))
        actions.note(by, "queue.resume", queue)
    return True
