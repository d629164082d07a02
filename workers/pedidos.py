"""Demo orders: make them, report."""

from typing import Any

from proyecto.dominio.demo.crear import Overtaken, crear
from proyecto.dominio.models import Lote
from proyecto.progress.vocabulary import TaskName
from workers.base import progress_task
from workers.outcomes import Rejected, Transient


@progress_task(TaskName.CREAR_PEDIDOS)
def crear_pedidos(self: Any, lote_id: int) -> dict[str, int]:
    """Make the orders of a `Lote`, or those of it that are still missing: an attempt that was lost
    has left whole batches, and so has a run that was cancelled."""
    lote = Lote.objects.filter(pk=lote_id).first()
    if lote is None:
        raise Rejected("lote_gone")
    try:
        for step in crear(lote):
            self.report(step.done, step.total, phase=step.phase)
            if step.phase == "pedidos" and step.done == lote.hechos:
                self.resumed(step.done / step.total)
    except Overtaken:
        raise Transient("held") from None
    return {"pedidos": lote.cantidad, "semilla": lote.semilla}
