"""Sessions that are over."""

from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from proyecto.progress.vocabulary import TaskName
from workers.base import progress_task

# A few milliseconds of SQLite's one writer at a time.
BATCH = 500


@progress_task(TaskName.LIMPIAR_SESIONES)
def limpiar_sesiones(self: Any) -> dict[str, int]:
    """Delete what nobody is signed in with any more; how many that were."""
    self.report(0, 1, phase="contar")
    over = Session.objects.filter(expire_date__lte=timezone.now())
    total = over.count()
    deleted = 0
    self.report(0, max(total, 1), phase="borrar")
    while keys := list(over.values_list("pk", flat=True)[:BATCH]):
        # One that came to life again meanwhile is left: the condition is asked once more.
        deleted += over.filter(pk__in=keys).delete()[0]
        self.report(deleted, max(total, deleted))
    self.report(1, 1)
    return {"deleted": deleted}
