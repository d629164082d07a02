"""Demo orders that somebody asked for."""

from typing import ClassVar

from django.db import models


class Lote(models.Model):
    """So many invented orders between two moments. Everything about them follows from this row, so
    whoever goes on with it after a lost worker makes the rest, and nothing twice: `hechos` moves in
    the same transaction as the orders that it counts."""

    cantidad = models.PositiveIntegerField()
    desde = models.DateTimeField()
    hasta = models.DateTimeField()
    semilla = models.BigIntegerField()
    # How many orders are there already.
    hechos = models.PositiveIntegerField(default=0)
    # The id of the first of its customers, who have consecutive ones; None: not made yet.
    primer_cliente = models.BigIntegerField(null=True, blank=True)
    creado = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.hechos}/{self.cantidad}"

    @property
    def asunto(self) -> str:
        """How runs name it."""
        return f"lote:{self.pk}"
