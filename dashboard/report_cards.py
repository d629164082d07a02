"""What a page shows of a report: plain values, no language, no markup."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from proyecto.dominio.models import Reporte
from proyecto.progress.models import TaskRun

NOUN = "reporte:"


@dataclass(frozen=True, slots=True)
class FileCard:
    """One of its files: `ending` is pdf, xlsx or csv."""

    ending: str
    url: str
    bytes: int


@dataclass(frozen=True, slots=True)
class FigureCard:
    """A figure of the cover beside that of the month before; money in centavos."""

    name: str
    value: int
    before: int
    money: bool

    @property
    def change(self) -> float | None:
        """0.05 for five per cent more; None where there was nothing before."""
        return (self.value - self.before) / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report in the list; `run` is the card of the newest run about it. What an earlier run made
    is there while a newer one still makes another."""

    id: int
    month: date
    estado: str
    created: datetime
    owner_name: str
    made: datetime | None
    partial: bool
    pages: int
    figures: list[FigureCard]
    cover_url: str | None
    files: list[FileCard]
    run: Any = None

    @property
    def pdf(self) -> FileCard | None:
        """What people read."""
        return next((file for file in self.files if file.ending == "pdf"), None)

    @property
    def sheets(self) -> list[FileCard]:
        """What people count with."""
        return [file for file in self.files if file.ending != "pdf"]

    @property
    def empty(self) -> bool:
        """Whether nothing was sold."""
        return bool(self.figures) and not self.figures[0].value


def report_card(reporte: Reporte, run: Any = None) -> ReportCard:
    """One report, with the run that is busy with it."""
    facts = reporte.datos if reporte.archivo else {}
    made = facts.get("hecho")
    return ReportCard(
        id=reporte.pk,
        month=date.fromisoformat(f"{reporte.periodo}-01"),
        estado=reporte.estado,
        created=reporte.creado,
        owner_name=str(reporte.propietario) if reporte.propietario else "",
        made=datetime.fromisoformat(made) if made else None,
        partial=bool(facts.get("parcial")),
        pages=facts.get("paginas", 0),
        figures=_figures(facts) if facts else [],
        cover_url=_url(reporte, reporte.salidas.get("png", "")) if facts else None,
        files=_files(reporte, facts.get("bytes", {})) if facts else [],
        run=run,
    )


def reports_of(runs: Iterable[TaskRun]) -> dict[str, ReportCard]:
    """The reports that some runs are about, by the runs' subject."""
    keys = [run.subject.removeprefix(NOUN) for run in runs if run.subject.startswith(NOUN)]
    found = Reporte.objects.filter(pk__in=keys).select_related("propietario") if keys else ()
    return {reporte.asunto: report_card(reporte) for reporte in found}


def about_report(card: Any, report: ReportCard | None) -> Any:
    """The card of a run with the report that it is about."""
    if report is None:
        return card
    return replace(card, report=report, poster_url=report.cover_url)


def _figures(facts: dict[str, Any]) -> list[FigureCard]:
    return [
        FigureCard("ventas", facts["ventas"], facts["ventas_antes"], money=True),
        FigureCard("pedidos", facts["pedidos"], facts["pedidos_antes"], money=False),
        FigureCard("promedio", facts["promedio"], _mean_before(facts), money=True),
    ]


def _mean_before(facts: dict[str, Any]) -> int:
    orders = facts["pedidos_antes"]
    return round(facts["ventas_antes"] / orders) if orders else 0


def _files(reporte: Reporte, sizes: dict[str, int]) -> list[FileCard]:
    names = {
        "pdf": reporte.archivo.removeprefix(f"{reporte.carpeta}/"),
        "xlsx": reporte.salidas.get("xlsx", ""),
        "csv": reporte.salidas.get("csv", ""),
    }
    return [
        FileCard(ending, _url(reporte, name) or "", sizes.get(ending, 0))
        for ending, name in names.items()
        if name
    ]


def _url(reporte: Reporte, path: str) -> str | None:
    return reverse("reporte_media", args=[reporte.pk, path]) if path else None
