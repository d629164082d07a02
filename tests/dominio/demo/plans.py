"""Plans for tests, in years in which no other test sells."""

from datetime import datetime
from zoneinfo import ZoneInfo

from proyecto.dominio.demo.plan import Plan
from proyecto.dominio.models import Lote

MEXICO = ZoneInfo("America/Mexico_City")


def at(text: str) -> datetime:
    """A time on a clock in Mexico City: "2024-10-31 23:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=MEXICO)


def a_plan(
    cantidad: int = 20_000, desde: str = "2023-01-01", hasta: str = "2025-01-01", semilla: int = 7
) -> Plan:
    """Two years."""
    return Plan(cantidad, at(desde), at(hasta), semilla)


def a_lot(cantidad: int, semilla: int = 7) -> Lote:
    """A month that ends half-way."""
    return Lote.objects.create(
        cantidad=cantidad,
        desde=at("2009-03-01"),
        hasta=at("2009-03-20 15:30"),
        semilla=semilla,
    )
