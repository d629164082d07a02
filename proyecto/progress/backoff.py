"""How long a run that failed waits for its next attempt."""

import random
from typing import Any

from django.conf import settings

from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import KINDS, Kind


def pause(run_id: Any, attempt: int) -> float:
    """Seconds after `attempt`: RUN_RETRY_SECONDS, doubled for each further one, as its kind of
    task bounds and scatters them."""
    task = TaskRun.objects.filter(pk=run_id).values_list("task", flat=True).first() or ""
    kind = KINDS.get(task) or Kind(task)
    seconds = float(settings.RUN_RETRY_SECONDS * 2 ** (attempt - 1))
    if kind.backoff_max is not None:
        seconds = min(seconds, kind.backoff_max)
    return seconds * (1 - kind.jitter * random.random())
