"""Each phase's share of the bar, as declared and then as measured, so that it moves evenly."""

from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Kind, TaskState

RUNS = 20
ENOUGH = 3


def weights(kind: Kind) -> dict[str, float]:
    """The mean share of time that each phase took in the newest successful runs; as declared
    until there are a few. A phase keeps at least half a hundredth, so that none is invisible."""
    shares: list[dict[str, float]] = []
    done = TaskRun.objects.filter(task=kind.name, state=TaskState.SUCCESS, attempt=1)
    for progress in done.order_by("-created_at").values_list("progress", flat=True)[:RUNS]:
        seconds = {
            phase["name"]: phase.get("seconds")
            for phase in progress.get("phases", [])
            if phase.get("seconds") is not None
        }
        whole = sum(seconds.values())
        if set(seconds) == set(kind.phases) and whole > 0:
            shares.append({name: part / whole for name, part in seconds.items()})
    if len(shares) < ENOUGH:
        return dict(kind.phases)
    return {
        name: round(max(0.5, 100 * sum(share[name] for share in shares) / len(shares)), 2)
        for name in kind.phases
    }
