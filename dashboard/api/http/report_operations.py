"""`/reports`."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Field, Router, Schema

from dashboard import removal
from dashboard.access import reports_visible_to
from dashboard.api.caller import Caller
from dashboard.api.http.answers import did, shape
from dashboard.api.http.bearer import READS, WRITES, caller_of
from dashboard.api.http.run_operations import Cursor, Limit
from dashboard.api.http.shapes import File, Report
from dashboard.api.http.things import file_of, id_of, newest_runs, not_now, the_one
from dashboard.api.once import Deed
from dashboard.api.paging import page_of
from dashboard.api.runs import shown
from dashboard.api.starting import started
from dashboard.begin import NotNow
from proyecto.dominio.models import Reporte
from proyecto.progress.events import plain
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskName

router = Router(tags=["Reports"], auth=READS)


class Ask(Schema, extra="forbid"):
    """A month of the shop's calendar that has begun."""

    year: int = Field(ge=2000, le=9999, examples=[2026])
    month: int = Field(ge=1, le=12, examples=[10])
    run_at: datetime | None = Field(None, description="When to make it, if not now.")


@router.get("", response=shape("Reports"), summary="List reports")
def list_reports(request: HttpRequest, limit: Limit = 50, cursor: Cursor = "") -> Any:
    """Newest first."""
    caller = caller_of(request)
    rows, after = page_of(reports_visible_to(caller), cursor, limit, "creado")
    return {"reports": reports(caller, rows), "next": after}


@router.post("", response={201: shape("ReportAsked")}, auth=WRITES, summary="Ask for a report")
def ask_for_report(request: HttpRequest, what: Ask) -> Any:
    """There is one a person and month: asking again makes it anew."""
    caller = caller_of(request)
    args = what.model_dump(mode="json", exclude_none=True)

    def make() -> Deed:
        run, _again = started(caller, TaskName.GENERAR_REPORTE_VENTAS, args)
        row = Reporte.objects.get(pk=run.subject.partition(":")[2])
        return Deed({"report": reports(caller, [row])[0], "run": shown([run])[0]}, 201)

    return did(request, make)


@router.get("/{int:report_id}", response=shape("Report"), summary="One report")
def one_report(request: HttpRequest, report_id: int) -> Any:
    """With its files: pdf, xlsx, csv, and png of its cover."""
    caller = caller_of(request)
    return reports(caller, [the_one(reports_visible_to(caller), report_id)])[0]


@router.delete("/{int:report_id}", response={204: None}, auth=WRITES, summary="Delete a report")
def delete_report(request: HttpRequest, report_id: int) -> Any:
    """With all its files. Not while a run is busy with it."""
    try:
        removal.remove_report(the_one(reports_visible_to(caller_of(request)), report_id))
    except NotNow as why:
        raise not_now(why) from None


@router.api_operation(
    ["GET", "HEAD"], "/{int:report_id}/files/{path:name}", summary="A file of a report"
)
async def report_file(request: HttpRequest, report_id: int, name: str) -> HttpResponseBase:
    """One that `files` names; with `?download` to be kept. Its bytes never change."""
    visible = reports_visible_to(caller_of(request))
    return await file_of(request, visible, report_id, name, immutable=True)


def reports(caller: Caller, rows: list[Reporte]) -> list[dict[str, Any]]:
    """Each as it is told."""
    newest = newest_runs(caller, rows)
    return [plain(_told(row, newest.get(row.asunto))) for row in rows]


def _told(row: Reporte, run: TaskRun | None) -> Report:
    below = f"/api/v1/reports/{row.pk}/files/"
    made = {"pdf": row.archivo.removeprefix(f"{row.carpeta}/"), **row.salidas}
    facts = row.datos if row.archivo else {}
    sizes = facts.get("bytes", {})
    return Report(
        id=row.pk,
        month=row.periodo,
        state=row.estado,
        created=row.creado,
        owner=row.propietario_id,
        figures={name: facts[name] for name in FIGURES if name in facts},
        run=id_of(run),
        files=[
            File(ending, below + name, *([sizes[ending]] if ending in sizes else []))
            for ending, name in made.items()
            if row.archivo and name
        ],
    )


FIGURES = (
    *("ventas", "ventas_antes", "pedidos", "pedidos_antes", "promedio", "articulos"),
    *("parcial", "paginas", "hecho"),
)
