"""Queues of the tests' own, for runs that no worker is to take."""

from typing import Any

from celery import current_app
from celery.app.amqp import Queues

NOBODYS = ("nobody", "later-")


class WithNobodys(Queues):
    """The product's queues; and any whose name says that nobody serves it counts as one."""

    def __contains__(self, name: Any) -> bool:
        return str(name).startswith(NOBODYS) or super().__contains__(name)


def open_nobodys() -> None:
    """From now on this process may launch runs on them."""
    amqp: Any = current_app.amqp
    amqp.queues_cls = WithNobodys
    amqp.queues = current_app.conf.task_queues
