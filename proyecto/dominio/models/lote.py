"""Demo orders that somebody asked for."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lote(models.Model):
    """So many invented orders between two moments. Everything about them follows from this row, so
    whoever goes on with it after a lost worker makes the rest, and nothing twice: `hechos` moves in
    the same transaction as the orders that it counts."""

    cantidad = models.PositiveIntegerField(_("number of orders"))
    desde = models.DateTimeField(_("since"))
    hasta = models.DateTimeField(_("until"))
    semilla = models.BigIntegerField(_("seed"))
    # How many orders are there already.
    hechos = models.PositiveIntegerField(_("made so far"), default=0)
    # The id of the first of its customers, who have consecutive ones; None: not made yet.
    primer_cliente = models.BigIntegerField(
        _("identifier of the first customer"), null=True, blank=True
    )
    creado = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("batch of demo orders")
        verbose_name_plural = _("batches of demo orders")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.hechos}/{self.cantidad}"

    @property
    def asunto(self) -> str:
        """How runs name it."""
        return f"lote:{self.pk}"
