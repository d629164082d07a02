"""The queues that somebody serves. A run on any other would wait for ever."""

from celery import current_app

from proyecto.progress.vocabulary import KINDS


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
