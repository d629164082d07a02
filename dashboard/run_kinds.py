"""Which kinds of work somebody has runs of."""

from django.db.models import QuerySet

from dashboard.labels import task_label
from proyecto.progress.models import TaskRun

# There are a dozen; what else may stand in the column must not make the page long.
MOST = 50


def kinds_of(runs: QuerySet[TaskRun]) -> list[tuple[str, str]]:
    """Each kind that there are `runs` of, with its label, by label. One step through the index a
    kind: DISTINCT would walk a million of them."""
    found: list[str] = []
    names = runs.order_by("task").values_list("task", flat=True)
    while len(found) < MOST:
        name = names.filter(task__gt=found[-1] if found else "").first()
        if name is None:
            break
        found.append(name)
    return sorted(((name, task_label(name)) for name in found), key=lambda kind: kind[1])
