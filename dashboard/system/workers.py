"""What the page Sistema shows of each worker."""

from dataclasses import dataclass, field

from dashboard.cards import RunCard, run_cards
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState
from proyecto.progress.workers import Worker, node_of


@dataclass(frozen=True, slots=True)
class WorkerCard:
    """A worker as it last said it is, and the runs that it holds now, by the ledger."""

    said: Worker
    runs: list[RunCard] = field(default_factory=list)

    @property
    def state(self) -> str:
        """In one word: busy, idle, draining, gone (it said so) or silent (it did not)."""
        if not self.said.alive:
            return "gone" if self.said.gone else "silent"
        if self.said.draining:
            return "draining"
        return "busy" if self.runs else "idle"


def worker_cards(heard: list[Worker]) -> list[WorkerCard]:
    """Those that are there, then those that are not any more."""
    held: dict[str, list[RunCard]] = {}
    started = _held_by({worker.name for worker in heard}, most=20 + sum(w.slots for w in heard))
    for row, card in zip(started, run_cards(started), strict=True):
        held.setdefault(node_of(row.worker), []).append(card)
    cards = [WorkerCard(worker, held.get(worker.name, [])) for worker in heard]
    return sorted(cards, key=lambda card: (not card.said.alive, card.said.name))


def _held_by(names: set[str], most: int) -> list[TaskRun]:
    """The runs that these workers hold, the oldest first. Those of workers that nobody remembers
    wait to be taken back, and are in nobody's way."""
    rows = TaskRun.objects.filter(state=TaskState.STARTED).order_by("started_at")
    theirs = [pk for pk, worker in rows.values_list("pk", "worker") if node_of(worker) in names]
    return list(rows.filter(pk__in=theirs[:most]).select_related("owner"))
