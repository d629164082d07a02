"""`generar_reporte_ventas` as a function: which month, whose report, and what is refused."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage

from proyecto.dominio.models import Reporte
from tests.workers.ventas.shop import MEXICO, Shop
from workers.outcomes import Rejected
from workers.reporte import generar_reporte_ventas


@pytest.fixture
def clean(committed: None) -> Iterator[None]:
    """Nothing of the team's months is left for another test."""
    yield
    Reporte.objects.filter(propietario=None, periodo__lt="2010").delete()


@pytest.mark.parametrize(
    ("mes", "anio", "code", "facts"),
    [
        (13, 2026, "bad_month", {"mes": "13"}),
        (0, 2026, "bad_month", {"mes": "0"}),
        (1, 1800, "bad_year", {"anio": "1800"}),
        (1, 2999, "month_ahead", {"periodo": "2999-01"}),
    ],
)
def test_a_month_that_there_is_not_ends_it_at_once_with_its_reason(
    clean: None, mes: int, anio: int, code: str, facts: dict[str, Any]
) -> None:
    with pytest.raises(Rejected) as raised:
        generar_reporte_ventas(mes, anio)
    assert raised.value.code == code
    assert facts.items() <= raised.value.facts.items()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("now", "month"),
    [
        (datetime(2008, 3, 1, 6, 0, tzinfo=MEXICO), "2008-02"),
        # Half past eleven on New Year's Eve in Mexico City is next year's morning in UTC.
        (datetime(2008, 12, 31, 23, 30, tzinfo=MEXICO), "2008-11"),
    ],
)
def test_without_a_month_it_is_the_teams_report_of_the_one_before(
    clean: None, now: datetime, month: str
) -> None:
    with time_machine.travel(now, tick=False):
        facts = generar_reporte_ventas()
    reporte = Reporte.objects.get(propietario=None, periodo=month)
    assert facts["periodo"] == month == reporte.datos["periodo"]
    assert (facts["ventas"], facts["pedidos"], facts["paginas"]) == (0, 0, 1), "nobody sold"
    for ending in ("xlsx", "csv", "png"):
        assert default_storage.exists(f"{reporte.carpeta}/{reporte.salidas[ending]}")
    assert default_storage.exists(reporte.archivo)


@pytest.mark.slow
def test_a_month_that_is_not_over_is_reported_as_far_as_it_is(clean: None) -> None:
    shop = Shop()
    shop.order("2009-05-03 10:00", ("Taza", 1, "100.00"))
    shop.order("2009-05-20 10:00", ("Taza", 1, "999.00"))
    with time_machine.travel(datetime(2009, 5, 10, 12, 0, tzinfo=MEXICO), tick=False):
        facts = generar_reporte_ventas(5, 2009)
    assert facts["parcial"]
    assert (facts["ventas"], facts["pedidos"]) == (100_00, 1)
    assert date.fromisoformat(facts["hecho"][:10]) == date(2009, 5, 10)
