"""The monthly sales report: fetch, call the engines, report, publish."""

import logging
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from proyecto.dominio.models import Reporte
from proyecto.dominio.storage import delete_tree
from proyecto.progress.vocabulary import TaskName
from workers.base import progress_task
from workers.engines.errors import EngineFailed, Failure
from workers.engines.report import spanish
from workers.engines.report.figures import Sales
from workers.engines.report.month import BadMonth, Month, asked_for
from workers.outcomes import Rejected, Transient
from workers.reporteservice import ReporteService
from workers.shelf import Shelf
from workers.ventas.snapshot import snapshot
from workers.workplace import workplace

log = logging.getLogger(__name__)

# The others are told as what they are: our own program ended.
TOLD = {Failure.DISK_FULL, Failure.OUT_OF_MEMORY}


@progress_task(TaskName.GENERAR_REPORTE_VENTAS)
def generar_reporte_ventas(
    self: Any, mes: int | None = None, anio: int | None = None
) -> dict[str, Any]:
    """Report what was sold in a month: PDF, XLSX and CSV. Without one, the month before the one in
    which it was asked for, in the shop's time zone.

    A run about a `Reporte` makes that one; any other makes the team's, of which there is one a
    month, made anew each time.
    """
    zone = timezone.get_default_timezone()
    asked: datetime = getattr(self, "created", None) or timezone.now()
    try:
        month = asked_for(mes, anio, asked.astimezone(zone).date())
    except BadMonth as bad:
        raise Rejected(bad.code, **bad.facts) from bad
    reporte = _reporte(self, month)
    version = str(getattr(self, "run_id", "") or uuid.uuid4().hex)[:8]
    if _made_by(reporte, version):
        return reporte.datos  # an attempt that was lost right at its end
    now = timezone.now().astimezone(zone)
    with workplace(reporte.asunto, version) as place, snapshot() as connection:
        service = ReporteService(self, month, now, connection, place)
        files = _make(service)
        return _publish(self, reporte, version, files, service)


def _reporte(run: Any, month: Month) -> Reporte:
    """The row that the run is about; the team's, if it is about none yet."""
    noun, _colon, key = getattr(run, "subject", "").partition(":")
    if noun == "reporte":
        found = Reporte.objects.filter(pk=key).first()
        if found is None:
            raise Rejected("report_gone")
        return found
    # Of two at once, one makes the row: there is a constraint.
    reporte, _new = Reporte.objects.get_or_create(
        tipo=Reporte.Tipo.VENTAS, periodo=str(month), propietario=None
    )
    if hasattr(run, "about"):
        name = spanish.month_and_year(month.first)
        run.about(reporte.asunto, f"Ventas de {name}")
    return reporte


def _made_by(reporte: Reporte, version: str) -> bool:
    return bool(reporte.archivo) and reporte.datos.get("version") == version


def _make(service: ReporteService) -> dict[str, Path]:
    try:
        files = service.datos()
        service.calculo()
        files["pdf"], files["png"] = service.generar_pdf()
    except EngineFailed as problem:
        code = problem.code if problem.code in TOLD else "report_failed"
        raise Transient(code, str(problem)) from problem
    return files


def _publish(
    run: Any, reporte: Reporte, version: str, files: dict[str, Path], service: ReporteService
) -> dict[str, Any]:
    """Guardar: all files of this version first, then the row that names them, in one step."""
    run.report(0, len(files), phase="guardar")
    facts = _facts(service, files) | {"version": version}

    def store() -> dict[str, Any]:
        shelf = Shelf(default_storage, f"{reporte.carpeta}/{version}")
        for done, (ending, path) in enumerate(files.items(), 1):
            shelf.put(path, f"{service.name}.{ending}")
            run.report(done, len(files))
        names = {ending: f"{version}/{service.name}.{ending}" for ending in files}
        archivo = f"{reporte.carpeta}/{names.pop('pdf')}"
        mine = Reporte.objects.filter(pk=reporte.pk)
        if not mine.update(archivo=archivo, salidas=names, datos=facts):
            delete_tree(default_storage, reporte.carpeta)
            raise Rejected("report_gone")
        return facts

    def stored() -> dict[str, Any] | None:
        reporte.refresh_from_db()
        return reporte.datos if _made_by(reporte, version) else None

    kept: dict[str, Any] = run.effect(
        f"file:{reporte.asunto}:{version}",
        store,
        kind="file",
        ask=stored,
        facts={"name": f"{service.name}.pdf"},
    )
    _sweep(reporte, version)
    return kept


def _sweep(reporte: Reporte, version: str) -> None:
    """Nobody is offered an older version any more."""
    for folder in default_storage.listdir(reporte.carpeta)[0]:
        if folder != version:
            delete_tree(default_storage, f"{reporte.carpeta}/{folder}")


def _facts(service: ReporteService, files: dict[str, Path]) -> dict[str, Any]:
    """What lists show of it: centavos, numbers, bytes."""
    sales: Sales = service.sales
    now, before = sales.total.now, sales.total.before
    return {
        "periodo": str(service.month),
        "ventas": now.cents,
        "ventas_antes": before.cents,
        "pedidos": now.orders,
        "pedidos_antes": before.orders,
        "promedio": now.mean,
        "articulos": now.units,
        "parcial": sales.partial,
        "paginas": service.pages,
        "bytes": {ending: path.stat().st_size for ending, path in files.items()},
        "hecho": service.now.isoformat(timespec="seconds"),
    }
