"""The Celery app. Tasks are found by name in `workers.tasks`."""

import os
from typing import Any

from celery import Celery, states

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proyecto.settings")

# To Celery any state that it does not know comes after REVOKED, so to a monitor a run that was
# cancelled at work would be at work for ever.
BEFORE_REVOKED: Any = states.precedence(states.REVOKED) + 0.5
states.PRECEDENCE_LOOKUP["PROGRESS"] = BEFORE_REVOKED


class Avance(Celery):
    """Celery without result subscriptions.

    With results kept, every send subscribes to its result first, and that blocks `delay()` for
    20 s when Redis is away. Nothing here waits for a result by subscription.
    """

    def _get_backend(self) -> Any:
        backend = super()._get_backend()  # type: ignore[misc]  # the stubs leave it out
        backend.on_task_call = lambda *_: None
        return backend


app = Avance("proyecto")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["workers"])


@app.task(bind=True, ignore_result=True)
def debug_task(self: Any) -> None:
    """Print the request: the quickest proof that a worker listens."""
    print(f"Request: {self.request!r}")  # noqa: T201 - printing is what it is for
